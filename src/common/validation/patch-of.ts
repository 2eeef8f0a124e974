import type { Type } from '@nestjs/common';
import { PartialType } from '@nestjs/swagger';

const AT_LEAST_ONE = Symbol('at-least-one');
const MAY_BE_EMPTY = Symbol('may-be-empty');

/** The body must have a property: an empty object is 422. */
export const AtLeastOne = (): ClassDecorator => (target) => Reflect.defineMetadata(AT_LEAST_ONE, true, target);
export const needsProperty = (type: object): boolean => Reflect.getMetadata(AT_LEAST_ONE, type) === true;

/** The request may come without a body, which then reads as an empty object; without this it is 400. */
export const OptionalBody = (): ClassDecorator => (target) => Reflect.defineMetadata(MAY_BE_EMPTY, true, target);
export const mayBeEmpty = (type: object): boolean => Reflect.getMetadata(MAY_BE_EMPTY, type) === true;

/** The body of a PATCH: every property of `Dto`, each optional, none null unless `Dto` allows it, one at least. */
export function PatchOf<T>(Dto: Type<T>): Type<Partial<T>> {
  const Patch = PartialType(Dto, { skipNullProperties: false });
  AtLeastOne()(Patch);
  return Patch;
}
