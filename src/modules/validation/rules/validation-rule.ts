import type { PixelMeasures } from '../../../inspection/pixel-measures.js';

/** Each level has the rules of those before it. */
export const VALIDATION_LEVELS = ['basic', 'standard', 'strict'] as const;
export type ValidationLevel = (typeof VALIDATION_LEVELS)[number];

/** What is known of one image before the rules see it. */
export interface CheckedImage {
  id: string;
  projectId: string;
  /** Every keyword under which the picture was found. */
  keywords: readonly string[];
  format: string;
  /** Pixels. */
  width: number;
  height: number;
  /** Bytes of the stored object. */
  fileSize: number;
  /** Hex, of the bytes as fetched. */
  sha256: string;
  license: string | null;
  url: string | null;
  /** The stored object is there and decodes to its last byte. */
  decoded: boolean;
  /** null: it does not decode, or no rule of the run looks at pixels. */
  pixels: PixelMeasures | null;
}

interface ParameterBase {
  name: string;
  description: string;
}
export interface NumberParameter extends ParameterBase {
  type: 'number';
  default: number;
  /** Instead of the default at level strict. */
  strict?: number;
  minimum: number;
  maximum: number;
}
export interface ListParameter extends ParameterBase {
  type: 'list';
  default: readonly string[];
  /** What may be listed; null: anything. */
  values: readonly string[] | null;
}
export type RuleParameter = NumberParameter | ListParameter;
export type ParameterValues = Readonly<Record<string, number | readonly string[]>>;

/** Quartiles of a rule's values over the whole job. */
export interface Quartiles {
  lower: number;
  upper: number;
}

/**
 * One check. It measures one number per image, and the number alone decides, so that reports can show where the limit
 * lies among the values. A rule of one's own is a class like these and a line in rules.module.ts.
 */
export abstract class ValidationRule {
  abstract readonly name: string;
  /** What is wrong with images that fail. */
  abstract readonly description: string;
  /** The lowest level that has it. */
  abstract readonly level: ValidationLevel;
  /** Of the measured number. */
  abstract readonly unit: string;
  /** Where the default limits come from. */
  abstract readonly origin: string;
  abstract readonly parameters: readonly RuleParameter[];
  /** Lowest and highest value of the report's histogram; values beyond are counted in its first and last column. */
  abstract readonly range: readonly [number, number];
  /** It looks at `pixels`, so the pictures must be decoded. */
  readonly looksAtPixels: boolean = false;
  /** Its limit depends on the job's other images. */
  readonly isRelative: boolean = false;

  /** One value per image, in their order; null: not applicable, and passes. Called with some hundred images at most. */
  abstract measure(
    images: readonly CheckedImage[],
    values: ParameterValues,
  ): (number | null)[] | Promise<(number | null)[]>;

  abstract fails(value: number, values: ParameterValues, quartiles: Quartiles | null): boolean;
}

/** A parameter that the rule itself has declared as a number. */
export function numberOf(values: ParameterValues, name: string): number {
  const value = values[name];
  if (typeof value !== 'number') throw new Error(`the rule's parameter ${name} is no number`);
  return value;
}

/** A parameter that the rule itself has declared as a list. */
export function listOf(values: ParameterValues, name: string): readonly string[] {
  const value = values[name];
  if (value === undefined || typeof value === 'number') throw new Error(`the rule's parameter ${name} is no list`);
  return value;
}
