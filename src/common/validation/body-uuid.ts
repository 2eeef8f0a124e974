import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import type { ApiNotes } from './api-notes.js';
import { IfGiven } from './if-given.js';
import { isUuid } from './uuid.js';

/** An id in the body, brought to the one spelling that we store; `required: false`: it may be left out. */
export const BodyUuid = ({ required = true, ...api }: ApiNotes & { required?: boolean } = {}): PropertyDecorator =>
  applyDecorators(
    ...(required ? [] : [IfGiven()]),
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    ValidateBy({ name: 'isUuid', validator: { validate: isUuid, defaultMessage: () => 'must be a UUID' } }),
    ApiProperty({ type: String, format: 'uuid', required, ...api }),
  );
