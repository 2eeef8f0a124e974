import { PORTED, VERSIONS } from './license.js';

/**
 * What `options.licenses` may name beside SPDX ids. The first five are a partition of the licences that we know; a licence
 * with several conditions counts to the last one of them, so CC BY-NC-SA is non-commercial and CC BY-NC-ND no-derivatives.
 */
export const LICENSE_CLASSES = [
  'public-domain', // nothing is asked
  'attribution', // name who made it
  'share-alike', // and pass changed copies on under the same terms
  'non-commercial', // and earn nothing with it
  'no-derivatives', // and change nothing, which a resized copy does
  'commercial', // those of them that allow commercial use
  'modification', // those of them that allow changes
  'open', // those of them that allow both
] as const;
export type LicenseClass = (typeof LICENSE_CLASSES)[number];
type Condition = 'public-domain' | 'attribution' | 'share-alike' | 'non-commercial' | 'no-derivatives';

/** For pictures whose source tells no licence; in no class. */
export const UNKNOWN_LICENSE = 'unknown';

const CREATIVE_COMMONS = [
  ...['BY', 'BY-SA', 'BY-NC', 'BY-NC-SA', 'BY-ND', 'BY-NC-ND'].flatMap((elements) =>
    [...VERSIONS].map((version) => `${elements}-${version}`),
  ),
  ...PORTED,
].map((id) => `CC-${id}`);
const CONDITION: Readonly<Record<string, Condition>> = {
  'CC0-1.0': 'public-domain',
  'CC-PDM-1.0': 'public-domain',
  'LicenseRef-Public-Domain': 'public-domain',
  'LicenseRef-US-Gov': 'public-domain',
  'GFDL-1.2-or-later': 'share-alike',
  'LAL-1.3': 'share-alike',
};

/** The licences that a request may name without thinking one up: those with an SPDX id, and our names for some without. */
export const LICENSE_IDS: readonly string[] = [...Object.keys(CONDITION), 'LicenseRef-NKC', ...CREATIVE_COMMONS];

const MEMBERS: Readonly<Record<LicenseClass, readonly Condition[]>> = {
  'public-domain': ['public-domain'],
  attribution: ['attribution'],
  'share-alike': ['share-alike'],
  'non-commercial': ['non-commercial'],
  'no-derivatives': ['no-derivatives'],
  commercial: ['public-domain', 'attribution', 'share-alike'],
  modification: ['public-domain', 'attribution', 'share-alike', 'non-commercial'],
  open: ['public-domain', 'attribution', 'share-alike'],
};

/** Null for a licence that only its own words describe: such a one is kept by its id alone. */
function conditionOf(id: string): Condition | null {
  if (Object.hasOwn(CONDITION, id)) return CONDITION[id]!;
  const elements = /^(?:LicenseRef-)?CC-((?:(?:BY|NC|ND|SA)-?)+)(?:-?\d\.\d(?:-[A-Z]+)?)?$/.exec(id)?.[1]?.split('-');
  if (!elements) return null;
  if (elements.includes('ND')) return 'no-derivatives';
  if (elements.includes('NC')) return 'non-commercial';
  return elements.includes('SA') ? 'share-alike' : 'attribution';
}

const isClass = (name: string): name is LicenseClass => LICENSE_CLASSES.some((known) => known === name);

/** What `isLicenseName` takes, in words. */
export const LICENSE_NAMES = `a class (${LICENSE_CLASSES.join(', ')}), ${UNKNOWN_LICENSE}, an SPDX id such as CC-BY-4.0, or LicenseRef-…`;

/** Whether a request may name it. */
export const isLicenseName = (name: string): boolean =>
  isClass(name) ||
  name === UNKNOWN_LICENSE ||
  LICENSE_IDS.includes(name) ||
  /^LicenseRef-[A-Za-z0-9.-]{1,80}$/.test(name);

/** Whether a picture under `license` (null: its source tells none) may be kept; nothing named allows all. */
export function allowsLicense(named: readonly string[] | undefined, license: string | null): boolean {
  if (!named) return true;
  if (license === null) return named.includes(UNKNOWN_LICENSE);
  const condition = conditionOf(license);
  return named.some(
    (name) => name === license || (condition !== null && isClass(name) && MEMBERS[name].includes(condition)),
  );
}

/** The ids that are kept, for sources that leave out the others themselves; null when they must not. */
export function licenseIdsOf(named: readonly string[] | undefined): readonly string[] | null {
  if (!named || named.includes(UNKNOWN_LICENSE)) return null;
  const other = named.filter((name) => !isClass(name) && !LICENSE_IDS.includes(name));
  return [...LICENSE_IDS.filter((id) => allowsLicense(named, id)), ...other];
}
