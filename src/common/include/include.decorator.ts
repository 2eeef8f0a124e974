import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsString } from 'class-validator';
import { IfGiven } from '../validation/if-given.js';
import { UniqueItems } from '../validation/unique-items.js';

/** `?include=a,b`, parsed to its names; which of them exist is for the registry to say, `names` only documents them. */
export const Include = (...names: string[]): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.split(',').map((name) => name.trim()) : value,
    ),
    IsString({ each: true, message: 'must be names with commas between' }),
    ArrayMaxSize(10, { message: 'must have at most 10 names' }),
    UniqueItems(),
    ApiProperty({
      type: String,
      required: false,
      pattern: `^(${names.join('|')})(,(${names.join('|')}))*$`,
      description: 'Relations to embed, each once, separated by commas',
      example: names[0],
    }),
  );
