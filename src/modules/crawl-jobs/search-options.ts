import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { TextList } from '../../common/validation/text.js';
import { isLicenseName, LICENSE_NAMES } from '../../crawler/sources/license-class.js';
import { isTemplate } from './planning/expansion.js';

const eachText = (name: string, test: (text: string) => boolean, message: string): PropertyDecorator =>
  ValidateBy(
    {
      name,
      validator: { validate: (item) => typeof item !== 'string' || test(item), defaultMessage: () => message },
    },
    { each: true },
  );

/** Optional: SPDX ids, `LicenseRef-…` names and classes of licences. */
export const LicenseList = (): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    TextList(
      { items: { max: 100 }, maxItems: 50 },
      { required: false, example: ['public-domain', 'attribution', 'CC-BY-SA-4.0'] },
    ),
    eachText('license', isLicenseName, `must be ${LICENSE_NAMES}`),
  );

/** Optional: templates of further queries, each with `{keyword}` in it. */
export const TemplateList = (): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    TextList(
      { items: { min: 10, max: 80 }, maxItems: 10 },
      { required: false, example: ['{keyword} photo', '{keyword} in the wild'] },
    ),
    eachText('template', isTemplate, 'must hold {keyword}, the only placeholder there is, and something beside it'),
  );

/** Optional: a number from 0 to 1. */
export const OptionalShare = (example: number): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    ValidateBy({
      name: 'isNumber',
      validator: { validate: (v) => typeof v === 'number', defaultMessage: () => 'must be a number' },
    }),
    ValidateBy({
      name: 'between',
      validator: {
        validate: (v) => typeof v !== 'number' || (v >= 0 && v <= 1),
        defaultMessage: () => 'must be from 0 to 1',
      },
    }),
    ApiProperty({ type: Number, minimum: 0, maximum: 1, required: false, example }),
  );
