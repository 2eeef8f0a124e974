import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { Readable } from 'node:stream';
import { MalformedJson } from '../problem/request.problems.js';
import { ValidationFailed } from '../problem/problems.js';
import { fieldErrors, inBody, inParameters } from './field-errors.js';
import { mayBeEmpty, needsProperty } from './patch-of.js';
import { reservedNames } from './reserved-names.js';

const UNCHECKED: unknown[] = [String, Boolean, Number, Array, Object, Buffer, Uint8Array, Date, Readable];

/**
 * Checks bodies, queries and path parameters against their DTO class: unknown properties are refused,
 * nothing is converted but what a decorator converts. Every fault is a 422 with a pointer or a parameter.
 */
@Injectable()
export class RequestValidationPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if (type === 'custom' || !metatype || UNCHECKED.includes(metatype)) return value;
    if (value instanceof Uint8Array || value instanceof Readable) return value;
    const place = type === 'body' ? inBody : inParameters;
    const given = type === 'body' ? this.objectBody(value, metatype) : (value ?? {});

    const reserved = reservedNames(given).map((path) => ({
      ...place(path),
      code: 'unknown-property',
      message: 'is not known here',
    }));
    if (reserved.length > 0) throw new ValidationFailed(reserved);

    const dto: object = plainToInstance<object, object>(metatype, given);
    const errors = await validate(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: false,
    });
    if (errors.length > 0) throw new ValidationFailed(fieldErrors(errors, place));
    if (needsProperty(metatype) && Object.keys(given).length === 0) {
      throw ValidationFailed.pointer('', 'at-least-one', 'must have at least one property');
    }
    return dto;
  }

  private objectBody(value: unknown, metatype: object): object {
    if (value === undefined && mayBeEmpty(metatype)) return {};
    if (value === undefined) throw new MalformedJson('The request has no body; send a JSON object');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw ValidationFailed.pointer('', 'is-object', 'must be an object');
    }
    return value;
  }
}
