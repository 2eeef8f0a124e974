import type { Picture } from '../corpus/picture.js';

/** Errors by parameter name, as the API nests them under `detail`. */
export type FieldErrors = Record<string, string[]>;

const LICENSES = 'by by-nc by-nc-nd by-nc-sa by-nd by-sa cc0 nc-sampling+ pdm sampling+'.split(' ');

const LICENSE_TYPES: Record<string, (picture: Picture) => boolean> = {
  all: () => true,
  'all-cc': ({ license }) => license.code !== 'pdm',
  commercial: ({ license }) => license.commercial,
  modification: ({ license }) => license.modification,
};

const CATEGORIES: Record<string, (picture: Picture) => boolean> = {
  photograph: ({ kind }) => kind === 'photograph',
  illustration: ({ kind }) => kind === 'drawing',
  digitized_artwork: () => false,
};

const ASPECTS: Record<string, (picture: Picture) => boolean> = {
  square: ({ width, height }) => width === height,
  tall: ({ width, height }) => width < height,
  wide: ({ width, height }) => width > height,
};

const SIZES: Record<string, (picture: Picture) => boolean> = {
  small: ({ width, height }) => width * height < 640 * 480,
  medium: ({ width, height }) => width * height >= 640 * 480 && width * height < 1600 * 1200,
  large: ({ width, height }) => width * height >= 1600 * 1200,
};

const invalid = (value: string) => `Invalid value: ${value}.`;

const any = (names: string[], tests: Record<string, (picture: Picture) => boolean>, picture: Picture) =>
  names.length === 0 || names.some((name) => tests[name]?.(picture));

/** The test that the query's filters amount to, or the parameters that the API refuses. */
export function openverseFilter(
  query: URLSearchParams,
): { keep: (picture: Picture) => boolean } | { errors: FieldErrors } {
  const errors: FieldErrors = {};
  const choices = (name: string, known: readonly string[], message: (value: string) => string): string[] => {
    const values = (query.get(name) ?? '').toLowerCase().split(',').filter(Boolean);
    const unknown = values.filter((value) => !known.includes(value));
    if (unknown.length > 0) errors[name] = unknown.map(message);
    return values;
  };

  const licenses = choices('license', LICENSES, (value) => `License '${value}' does not exist.`);
  const types = choices(
    'license_type',
    Object.keys(LICENSE_TYPES),
    (value) => `License type '${value}' does not exist.`,
  );
  const categories = choices('category', Object.keys(CATEGORIES), invalid);
  const aspects = choices('aspect_ratio', Object.keys(ASPECTS), invalid);
  const sizes = choices('size', Object.keys(SIZES), invalid);
  const extensions = (query.get('extension') ?? '').toLowerCase().split(',').filter(Boolean);
  if (query.has('source') && query.has('excluded_source')) {
    errors['source'] = ['Cannot set both source and excluded_source.'];
  }
  if (Object.keys(errors).length > 0) return { errors };

  return {
    keep: (picture) =>
      (licenses.length === 0 || licenses.includes(picture.license.code)) &&
      types.every((type) => LICENSE_TYPES[type]?.(picture)) &&
      any(categories, CATEGORIES, picture) &&
      any(aspects, ASPECTS, picture) &&
      any(sizes, SIZES, picture) &&
      (extensions.length === 0 || extensions.includes(picture.format === 'jpeg' ? 'jpg' : 'png')),
  };
}
