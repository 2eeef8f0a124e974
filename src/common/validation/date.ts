import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';
import { isTimestamp } from './timestamp.js';

/** RFC 3339 full-date that exists, years 0001–9999. */
export const isDate = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isTimestamp(`${value}T00:00:00Z`);

/** An optional calendar day in the query; it stays text. */
export const QueryDate = (api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    ValidateBy({
      name: 'date',
      validator: { validate: isDate, defaultMessage: () => 'must be a date, such as 2026-01-31' },
    }),
    ApiProperty({ type: String, format: 'date', required: false, ...api }),
  );
