import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';

export interface IntRules {
  min: number;
  max: number;
}

/** A JSON integer within bounds; strings, booleans and null are never converted. */
export const Int = ({ min, max }: IntRules, api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    ValidateBy({
      name: 'isInt',
      validator: { validate: (v) => Number.isInteger(v), defaultMessage: () => 'must be an integer' },
    }),
    ValidateBy({
      name: 'min',
      validator: {
        validate: (v) => typeof v !== 'number' || v >= min,
        defaultMessage: () => `must be at least ${min}`,
      },
    }),
    ValidateBy({
      name: 'max',
      validator: { validate: (v) => typeof v !== 'number' || v <= max, defaultMessage: () => `must be at most ${max}` },
    }),
    ApiProperty({ type: 'integer', minimum: min, maximum: max, ...api }),
  );

/** As Int, but it may be left out. */
export const OptionalInt = (rules: IntRules, api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(IfGiven(), Int(rules, { ...api, required: false }));

const DECIMAL = /^(?:\d+|-[1-9]\d*)$/;

/** An optional integer in the query, plain decimal digits only: `1e2`, `0x10`, ` 5` and the empty string are refused. */
export const QueryInt = (rules: IntRules & { default?: number }, api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value,
    ),
    OptionalInt(rules, { ...api, ...(rules.default !== undefined && { default: rules.default }) }),
  );
