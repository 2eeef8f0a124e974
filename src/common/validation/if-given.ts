import { ValidateIf } from 'class-validator';

/**
 * The property may be left out; unlike IsOptional an explicit null is checked, and so refused,
 * unless `nullable`.
 */
export const IfGiven = ({ nullable = false } = {}): PropertyDecorator =>
  ValidateIf((_, value: unknown) => value !== undefined && !(nullable && value === null));
