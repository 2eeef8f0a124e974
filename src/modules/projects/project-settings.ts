import { ValidationFailed } from '../../common/problem/problems.js';
import { isLicenseName, LICENSE_NAMES } from '../../crawler/sources/license-class.js';
import { METADATA_MODES } from '../../inspection/metadata/metadata-mode.js';

interface SettingFault {
  /** RFC 6901 pointer into the settings. */
  pointer: string;
  /** What must be there instead. */
  message: string;
}

/** What is wrong with a value that lies at the pointer. */
type Rule = (value: unknown, pointer: string) => SettingFault[];

const must =
  (message: string, fits: (value: unknown) => boolean): Rule =>
  (value, pointer) =>
    fits(value) ? [] : [{ pointer, message: `must be ${message}` }];

const word = (words: readonly string[]): Rule =>
  must(`one of ${words.join(', ')}`, (value) => words.some((known) => known === value));

const int = (min: number, max: number): Rule =>
  must(
    `an integer from ${min} to ${max}`,
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max,
  );

const licenseList = must(
  'a list of 1 to 50 different names',
  (value) => Array.isArray(value) && value.length >= 1 && value.length <= 50 && new Set(value).size === value.length,
);
const license = must(LICENSE_NAMES, (value) => typeof value === 'string' && isLicenseName(value));

function licenses(value: unknown, pointer: string): SettingFault[] {
  const faults = licenseList(value, pointer);
  return faults.length > 0 || !Array.isArray(value)
    ? faults
    : value.flatMap((name, index) => license(name, `${pointer}/${index}`));
}

const RESIZE: Readonly<Record<string, Rule>> = {
  mode: word(['none', 'shortest', 'longest']),
  format: word(['jpeg', 'webp']),
  quality: int(1, 100),
  size: int(16, 8192),
};

function resize(value: unknown, pointer: string): SettingFault[] {
  if (value === null) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [{ pointer, message: 'must be null or an object' }];
  const given: Record<string, unknown> = { ...value };
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(RESIZE, name));
  const needed = Object.entries(RESIZE).filter(
    ([name]) => name !== 'size' || given['mode'] !== 'none' || Object.hasOwn(given, name),
  );
  return [
    ...needed.flatMap(([name, rule]) => rule(given[name], `${pointer}/${name}`)),
    ...unknown.map((name) => ({ pointer: `${pointer}/${name}`, message: 'is not known here' })),
  ];
}

/**
 * What a project's settings may say about its crawl jobs. Settings are free JSON; these names mean the options of the
 * same name, so their values must be ones that a job's options may have.
 */
const JOB_SETTINGS: Readonly<Record<string, Rule>> = {
  safe_search: must('true or false', (value) => typeof value === 'boolean'),
  min_width: int(1, 20_000),
  min_height: int(1, 20_000),
  resize,
  metadata: word(METADATA_MODES),
  licenses,
  min_yield: must('a number from 0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1),
};

/** Where settings have a value that a crawl job could not use; names that mean nothing to a job take any. */
export const settingFaults = (settings: object): SettingFault[] =>
  Object.entries(settings).flatMap(([name, value]) =>
    Object.hasOwn(JOB_SETTINGS, name) ? JOB_SETTINGS[name]!(value, `/${name}`) : [],
  );

/** @throws ValidationFailed that points at each of them */
export function mustFitJobs(settings: object = {}): void {
  const faults = settingFaults(settings);
  if (faults.length === 0) return;
  throw new ValidationFailed(
    faults.map(({ pointer, message }) => ({ pointer: `/settings${pointer}`, code: 'job-options', message })),
  );
}
