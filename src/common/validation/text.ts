import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateBy } from 'class-validator';
import { counted } from '../problem/counted.js';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';
import { characterFault, codePoints, wordFault } from './text-rules.js';
import { UniqueItems } from './unique-items.js';

export interface TextRules {
  /** Code points after trimming. Default 1. */
  min?: number;
  /** Code points after trimming. */
  max: number;
  /** Cut white space off both ends first. Default true. */
  trim?: boolean;
  /** Allow line breaks and tabs. */
  multiline?: boolean;
  /** At least one letter, digit or emoji. */
  words?: boolean;
}

export interface TextListRules {
  items: TextRules;
  /** Default 1. */
  minItems?: number;
  maxItems: number;
  /** No two items equal after NFC and case folding. Default true. */
  unique?: boolean;
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

function textConstraints(
  { min = 1, max, multiline = false, words = false }: TextRules,
  each: boolean,
): PropertyDecorator[] {
  const rule = (name: string, fault: (value: string) => string | null) =>
    ValidateBy(
      {
        name,
        validator: {
          validate: (value) => typeof value !== 'string' || fault(value) === null,
          defaultMessage: (args) => firstFault(args?.value, fault) ?? 'is not acceptable text',
        },
      },
      { each },
    );
  return [
    ValidateBy(
      {
        name: 'isString',
        validator: { validate: (v) => typeof v === 'string', defaultMessage: () => 'must be a string' },
      },
      { each },
    ),
    rule('minLength', (text) => (codePoints(text) < min ? `must have at least ${counted(min, 'character')}` : null)),
    rule('maxLength', (text) => (codePoints(text) > max ? `must have at most ${counted(max, 'character')}` : null)),
    rule('characters', (text) => characterFault(text, multiline) ?? (words ? wordFault(text) : null)),
  ];
}

/** Of a text, or of the first faulty one of a list. */
function firstFault(value: unknown, fault: (text: string) => string | null): string | undefined {
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => typeof text === 'string');
  return texts.map(fault).find((found) => found !== null) ?? undefined;
}

/** A required text that people read: length in code points, no controls, no direction overrides, not blank. */
export const Text = (rules: TextRules, api: ApiNotes = {}): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (rules.trim === false ? value : trimmed(value))),
    ...textConstraints(rules, false),
    ApiProperty({ type: String, minLength: rules.min ?? 1, maxLength: rules.max, ...api }),
  );

/** As Text, but it may be left out; null only with `nullable`, which then clears the value. */
export const OptionalText = (
  { nullable = false, ...rules }: TextRules & { nullable?: boolean },
  api: ApiNotes = {},
): PropertyDecorator =>
  applyDecorators(IfGiven({ nullable }), Text(rules, { ...api, required: false, ...(nullable && { nullable }) }));

/** A required list of texts; faults point at the item (`/keywords/0`). */
export const TextList = (
  { items, minItems = 1, maxItems, unique = true }: TextListRules,
  api: ApiNotes = {},
): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      Array.isArray(value) && items.trim !== false ? value.map(trimmed) : value,
    ),
    IsArray({ message: 'must be an array' }),
    ArrayMinSize(minItems, { message: `must have at least ${counted(minItems, 'item')}` }),
    ArrayMaxSize(maxItems, { message: `must have at most ${counted(maxItems, 'item')}` }),
    ...textConstraints(items, true),
    ...(unique ? [UniqueItems()] : []),
    ApiProperty({
      type: 'array',
      items: { type: 'string', minLength: items.min ?? 1, maxLength: items.max },
      minItems,
      maxItems,
      uniqueItems: unique,
      ...api,
    }),
  );
