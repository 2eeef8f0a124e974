import { applyDecorators } from '@nestjs/common';
import { IsBoolean, IsIn, ValidateBy } from 'class-validator';
import { IfGiven } from '../../../common/validation/if-given.js';
import { characterFault, codePoints } from '../../../common/validation/text-rules.js';

const MAX_NAMES = 1_000;
const MAX_NAME = 100;

export const OptionalFlag = (): PropertyDecorator =>
  applyDecorators(IfGiven(), IsBoolean({ message: 'must be true or false' }));

export const OptionalWord = (words: readonly string[]): PropertyDecorator =>
  applyDecorators(IfGiven(), IsIn(words, { message: `must be one of ${words.join(', ')}` }));

/** A list of texts without repetitions, or null. `what`: what they are, for the message. */
export const OptionalTexts = (isGood: (text: string) => boolean, what: string): PropertyDecorator =>
  applyDecorators(
    IfGiven({ nullable: true }),
    ValidateBy({
      name: 'texts',
      validator: {
        validate: (value: unknown) =>
          Array.isArray(value) &&
          value.length >= 1 &&
          value.length <= MAX_NAMES &&
          new Set(value).size === value.length &&
          value.every((item) => typeof item === 'string' && isGood(item)),
        defaultMessage: () => `must be null or a list of 1 to ${MAX_NAMES} different ${what}`,
      },
    }),
  );

/** An integer, one of some words, or null. */
export const OptionalLimit = (word: string): PropertyDecorator =>
  applyDecorators(
    IfGiven({ nullable: true }),
    ValidateBy({
      name: 'limit',
      validator: {
        validate: (value: unknown) => value === word || (Number.isInteger(value) && Number(value) >= 1),
        defaultMessage: () => `must be null, ${word}, or an integer of at least 1`,
      },
    }),
  );

/** An object of new names: `{ "Great Dane": "dog" }`. */
export const OptionalNames = (): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    ValidateBy({
      name: 'isObject',
      validator: {
        validate: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
        defaultMessage: () => 'must be an object',
      },
    }),
    ValidateBy({
      name: 'names',
      validator: {
        validate: (value: unknown) => namesFault(value) === null,
        defaultMessage: (args) => namesFault(args?.value) ?? 'is not acceptable',
      },
    }),
  );

/** Whether a crawl job may have it among its keywords. */
export const isKeyword = (text: string): boolean =>
  text !== '' && codePoints(text) <= MAX_NAME && characterFault(text) === null;

function namesFault(value: unknown): string | null {
  const names = Object.entries(Object(value));
  if (names.length > MAX_NAMES) return `must have at most ${MAX_NAMES} names`;
  for (const [label, name] of names) {
    if (!isKeyword(label)) return 'must have keywords for keys';
    if (typeof name !== 'string') return `must have a text for ${JSON.stringify(label)}`;
    const long = name.trim() !== name || name === '' || codePoints(name) > MAX_NAME;
    if (long)
      return `must have a name of 1 to ${MAX_NAME} characters, without blanks around it, for ${JSON.stringify(label)}`;
    const fault = characterFault(name);
    if (fault) return `${fault}: the name for ${JSON.stringify(label)}`;
  }
  return null;
}
