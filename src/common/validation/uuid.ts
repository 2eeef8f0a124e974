import { Injectable, Param, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { ValidationFailed } from '../problem/problems.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const NIL_OR_MAX = /^(?:0{8}(?:-0{4}){3}-0{12}|f{8}(?:-f{4}){3}-f{12})$/i;

/** Any UUID of RFC 9562, with dashes; the nil and the max UUID count as well formed. */
export function isUuid(value: unknown): value is string {
  return typeof value === 'string' && (UUID.test(value) || NIL_OR_MAX.test(value));
}

/** Refuses what is no UUID with 422 and brings the rest to the one spelling we store: lower case. */
@Injectable()
export class UuidPipe implements PipeTransform<unknown, string> {
  transform(value: unknown, { data }: ArgumentMetadata): string {
    if (!isUuid(value)) throw ValidationFailed.parameter(data ?? 'id', 'is-uuid', 'must be a UUID');
    return value.toLowerCase();
  }
}

/** A path parameter that holds an id. */
export const UuidParam =
  (name: string): ParameterDecorator =>
  (target, key, index) => {
    Param(name, UuidPipe)(target, key, index);
    const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key !== undefined && method)
      ApiParam({ name, schema: { type: 'string', format: 'uuid' } })(target, key, method);
  };
