import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;

/**
 * RFC 3339 with a date that exists, years 0001–9999, no leap second.
 * PostgreSQL itself would also take 'now' and 'infinity', and Date would roll February 30 over.
 */
export function isTimestamp(value: unknown): value is string {
  const match = typeof value === 'string' ? RFC3339.exec(value) : null;
  if (!match) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHour = 0, zoneMinute = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0));
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days && hour < 24 && minute < 60 && second < 60 && zoneHour < 24 && zoneMinute < 60;
}

/** A point in time as RFC 3339 text; it stays text. */
const Timestamp = (api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    ValidateBy({
      name: 'timestamp',
      validator: {
        validate: isTimestamp,
        defaultMessage: () => 'must be an RFC 3339 time, such as 2026-01-31T12:00:00Z',
      },
    }),
    ApiProperty({ type: String, format: 'date-time', ...api }),
  );

/** As Timestamp, but it may be left out. */
export const OptionalTimestamp = (api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(IfGiven(), Timestamp({ ...api, required: false }));
