import { ApiProperty } from '@nestjs/swagger';

/**
 * Documents the member that `?include=` adds to an answer. The relation's items are named by their schema, because the
 * parent's module does not know the child's.
 */
export const IncludedItems = (schema: string): PropertyDecorator =>
  embedded({ type: 'array', items: { $ref: reference(schema) } }, 'The newest, when `include` names them');

/** As IncludedItems, for a relation to one object. */
export const IncludedItem = (schema: string): PropertyDecorator =>
  embedded({ allOf: [{ $ref: reference(schema) }] }, 'When `include` names it');

const reference = (schema: string): string => `#/components/schemas/${schema}`;

type Data = { allOf: { $ref: string }[] } | { type: 'array'; items: { $ref: string } };

const embedded = (data: Data, description: string): PropertyDecorator =>
  ApiProperty({
    type: 'object',
    selfRequired: false,
    description,
    properties: { data, has_more: { type: 'boolean', description: 'There are more than are shown' } },
    required: ['data', 'has_more'],
  });
