import { validate } from 'class-validator';
import { plainToInstance, Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsObject, ValidateNested } from 'class-validator';
import { fieldErrors, inBody, inParameters } from './field-errors.js';
import { QueryInt } from './numbers.js';
import { Text, TextList } from './text.js';

class Part {
  @Text({ max: 5 })
  name: string;
}

class Whole {
  @IsArray({ message: 'must be an array' })
  @ArrayMaxSize(3, { message: 'must have at most 3 items' })
  @IsObject({ each: true, message: 'must be an object' })
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts: Part[] = [];

  @ValidateNested()
  @Type(() => Part)
  part: Part = new Part();

  @TextList({ items: { max: 5 }, minItems: 0, maxItems: 3 })
  names: string[] = [];
}

class Query {
  @QueryInt({ min: 1, max: 100 })
  limit?: number;
}

const part = { name: 'a' };
const rules = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };

it.each([
  [
    { part, parts: ['a', part, 5] },
    [
      ['/parts/0', 'is-object', 'must be an object'],
      ['/parts/2', 'is-object', 'must be an object'],
    ],
  ],
  [{ part, parts: [{ name: 5 }] }, [['/parts/0/name', 'is-string', 'must be a string']]],
  [{ part, parts: [{ name: 'a', b: 1 }] }, [['/parts/0/b', 'unknown-property', 'is not known here']]],
  [{ part: 'a' }, [['/part', 'is-object', 'must be an object']]],
  [{ part, parts: 'a' }, [['/parts', 'is-array', 'must be an array']]],
  [{ part, names: ['a', 'too long'] }, [['/names/1', 'max-length', 'must have at most 5 characters']]],
  [{ part, names: ['a', 5] }, [['/names/1', 'is-string', 'must be a string']]],
])('of %j', async (given, expected) => {
  const errors = await validate(plainToInstance(Whole, given), rules);
  expect(fieldErrors(errors, inBody).map(({ pointer, code, message }) => [pointer, code, message])).toEqual(expected);
});

it.each([
  ['-1', 'min', 'must be at least 1'],
  ['0', 'min', 'must be at least 1'],
  ['101', 'max', 'must be at most 100'],
  ['99999999999999999999', 'max', 'must be at most 100'],
  ['1e2', 'is-int', 'must be an integer'],
  ['--1', 'is-int', 'must be an integer'],
  ['', 'is-int', 'must be an integer'],
])('of ?limit=%s', async (limit, code, message) => {
  const errors = await validate(plainToInstance(Query, { limit }), rules);
  expect(fieldErrors(errors, inParameters)).toEqual([{ parameter: 'limit', code, message }]);
});
