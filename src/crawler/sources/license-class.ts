import { alternativesOf } from './license-expression.js';
import { conditionOf, CONDITIONED_IDS, type Condition } from './license-terms.js';
import { SPDX_IDS } from './spdx-ids.js';

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

/** For pictures whose source tells no licence; in no class. */
export const UNKNOWN_LICENSE = 'unknown';

const NO_KNOWN_COPYRIGHT = 'LicenseRef-NKC';

/** Those whose terms are known or that several sources give; SPDX has more. */
export const LICENSE_IDS: readonly string[] = [...CONDITIONED_IDS, NO_KNOWN_COPYRIGHT];

/** Licences that can be read up, though SPDX has no id and no class their terms. */
const READABLE: ReadonlySet<string> = new Set([
  NO_KNOWN_COPYRIGHT,
  'LicenseRef-Unsplash',
  'LicenseRef-Pexels',
  'LicenseRef-Pixabay',
  'LicenseRef-CC-Sampling-Plus-1.0',
  'LicenseRef-CC-NC-Sampling-Plus-1.0',
]);

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

const isClass = (name: string): name is LicenseClass => LICENSE_CLASSES.some((known) => known === name);

/** What `isLicenseName` takes, in words. */
export const LICENSE_NAMES = `a class (${LICENSE_CLASSES.join(', ')}), ${UNKNOWN_LICENSE}, an SPDX id such as CC-BY-SA-4.0 or MIT, LicenseRef-…, or several ids with AND and OR`;

/** Whether a request may name it. */
export const isLicenseName = (name: string): boolean =>
  isClass(name) || name === UNKNOWN_LICENSE || alternativesOf(name).flat().every(isId);

const isId = (name: string): boolean => SPDX_IDS.has(name) || /^LicenseRef-[A-Za-z0-9.-]{1,80}$/.test(name);

/**
 * Whether a picture under `license` (null: its source tells none) may be kept; nothing named allows all. Of `A OR B` the
 * user may choose, so one that is allowed suffices; of `A AND B` each has to be.
 */
export function allowsLicense(named: readonly string[] | undefined, license: string | null): boolean {
  if (!named) return true;
  if (license === null) return named.includes(UNKNOWN_LICENSE);
  const isAllowed = (id: string): boolean => {
    const condition = conditionOf(id);
    return named.some((name) => name === id || (condition && isClass(name) && MEMBERS[name].includes(condition)));
  };
  return named.includes(license) || alternativesOf(license).some((ids) => ids.every(isAllowed));
}

/** Whether it is a licence that we know, with or without a class: not mere words of a source, such as "All rights reserved". */
export const isKnownLicense = (license: string): boolean => alternativesOf(license).some((ids) => ids.every(isKnownId));

const isKnownId = (id: string): boolean => conditionOf(id) !== null || SPDX_IDS.has(id) || READABLE.has(id);

/** The ids that are kept, for sources that leave out the others themselves; null when they must not. */
export function licenseIdsOf(named: readonly string[] | undefined): readonly string[] | null {
  if (!named || named.includes(UNKNOWN_LICENSE)) return null;
  const other = named.filter((name) => !isClass(name) && !LICENSE_IDS.includes(name));
  return [...LICENSE_IDS.filter((id) => allowsLicense(named, id)), ...other];
}
