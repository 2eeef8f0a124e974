import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';
import { OptionalText, type TextRules } from './text.js';

const BOOLEANS = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
]);

/** An optional `true` or `false` in the query. */
export const QueryBool = (api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    Transform(({ value }: { value: unknown }) => BOOLEANS.get(value) ?? value),
    IsBoolean({ message: 'must be true or false' }),
    ApiProperty({ type: Boolean, required: false, ...api }),
  );

/** An optional value of an allow-list in the query. */
export const QueryEnum = (values: readonly string[], api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    IsIn(values, { message: `must be one of ${values.join(', ')}` }),
    ApiProperty({ type: String, enum: [...values], required: false, ...api }),
  );

/** An optional text in the query, matched literally by whoever reads it. */
export const QueryText = (rules: TextRules, api: ApiNotes = {}): PropertyDecorator => OptionalText(rules, api);
