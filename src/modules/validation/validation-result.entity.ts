import { defineEntity, p } from '@mikro-orm/core';
import { base } from '../../database/base.js';
import { Image } from '../images/image.entity.js';
import { ValidationJob } from './validation-job.entity.js';

const schema = defineEntity({
  name: 'ValidationResult',
  tableName: 'validation_results',
  uniques: [{ properties: ['validationJob', 'image'] }],
  indexes: [{ properties: ['image'] }],
  properties: {
    ...base,
    validationJob: () => p.manyToOne(ValidationJob).ref().deleteRule('cascade'),
    image: () => p.manyToOne(Image).ref().deleteRule('cascade'),
    measures: p.json<Record<string, number | null>>(), // by rule
    failed: p.array().nullable(), // names of the rules; null: not decided yet
    isValid: p.boolean().nullable(), // no applied rule failed
    wasValid: p.boolean().nullable(), // what images.is_valid goes back to
    detail: p.text().nullable(), // why it does not decode
  },
});

/** What one run measured of one image. */
export class ValidationResult extends schema.class {}
schema.setClass(ValidationResult);
