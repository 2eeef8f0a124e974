import { isLicenseName } from '../../crawler/sources/license-class.js';
import { METADATA_MODES } from '../../inspection/metadata/metadata-mode.js';

/**
 * What a project's settings may say about its crawl jobs. Settings are free JSON; these names mean the options of the
 * same name, so their values must be ones that a job's options may have.
 */
const JOB_SETTINGS: Readonly<Record<string, (value: unknown) => boolean>> = {
  safe_search: (value) => typeof value === 'boolean',
  min_width: (value) => isIntBetween(value, 1, 20_000),
  min_height: (value) => isIntBetween(value, 1, 20_000),
  resize: (value) => value === null || isResize(value),
  metadata: (value) => METADATA_MODES.some((mode) => mode === value),
  licenses: isLicenseList,
  min_yield: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};

/** Whether `value` may stand under `name`; other names take anything. */
export const settingFits = (name: string, value: unknown): boolean =>
  !Object.hasOwn(JOB_SETTINGS, name) || JOB_SETTINGS[name]!(value);

/** The first name whose value a crawl job could not use, or null. */
export const misfitOf = (settings: object): string | null =>
  Object.entries(settings).find(([name, value]) => !settingFits(name, value))?.[0] ?? null;

const isIntBetween = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

function isLicenseList(value: unknown): boolean {
  if (!Array.isArray(value) || value.length < 1 || value.length > 50) return false;
  return value.every((name) => typeof name === 'string' && isLicenseName(name)) && new Set(value).size === value.length;
}

function isResize(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { mode, size, format, quality, ...rest }: Record<string, unknown> = { ...value };
  return (
    Object.keys(rest).length === 0 &&
    (mode === 'none' || mode === 'shortest' || mode === 'longest') &&
    (format === 'jpeg' || format === 'webp') &&
    isIntBetween(quality, 1, 100) &&
    (mode === 'none' || isIntBetween(size, 16, 8192))
  );
}
