import { SPDX_IDS } from './spdx-ids.js';

/** What a licence asks of those who use the picture; each of these asks what the ones before it ask, or more. */
export type Condition = 'public-domain' | 'attribution' | 'share-alike' | 'non-commercial' | 'no-derivatives';

/** Licences that pictures are given under, beside the families below. Not every licence of SPDX is here: those have no condition. */
const TERMS = {
  'public-domain': `CC0-1.0 CC-PDM-1.0 CC-PDDC PDDL-1.0 Unlicense 0BSD MIT-0 DL-DE-ZERO-2.0 WTFPL
    LicenseRef-Public-Domain LicenseRef-US-Gov`,
  attribution: `MIT Apache-2.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSD-4-Clause ISC Zlib BSL-1.0 X11 NCSA AFL-3.0 UPL-1.0
    FSFAP ODC-By-1.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 OGL-Canada-2.0 OGDL-Taiwan-1.0 etalab-2.0 NLOD-1.0 NLOD-2.0
    DL-DE-BY-2.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0`,
  'share-alike': 'ODbL-1.0 CDLA-Sharing-1.0 LAL-1.2 LAL-1.3 MPL-2.0 EUPL-1.1 EUPL-1.2',
} as const satisfies Partial<Record<Condition, string>>;
const BY_ID = new Map<string, Condition>([
  ...idsUnder('public-domain'),
  ...idsUnder('attribution'),
  ...idsUnder('share-alike'),
]);
/** Of the GNU licences those are left out whose invariant sections nobody may change. */
const GNU = /^(?:[AL]?GPL|GFDL)-\d\.\d(?:-no-invariants)?(?:-only|-or-later)?$/;
const CREATIVE_COMMONS = /^(?:LicenseRef-)?CC-((?:(?:BY|NC|ND|SA)-?)+)(?:-?\d\.\d(?:-[A-Z]+)?)?$/;

/** Null for a licence whose terms we do not know: such a one is kept by its id alone. */
export function conditionOf(id: string): Condition | null {
  const known = BY_ID.get(id);
  if (known) return known;
  if (GNU.test(id)) return 'share-alike';
  const elements = CREATIVE_COMMONS.exec(id)?.[1]?.split('-');
  if (!elements) return null;
  if (elements.includes('ND')) return 'no-derivatives';
  if (elements.includes('NC')) return 'non-commercial';
  return elements.includes('SA') ? 'share-alike' : 'attribution';
}

/** Those with a condition, but for the Creative Commons licences that SPDX does not list, of which there is no end. */
export const CONDITIONED_IDS: readonly string[] = [
  ...new Set([...BY_ID.keys(), ...[...SPDX_IDS].filter((id) => conditionOf(id) !== null)]),
];

function idsUnder(condition: keyof typeof TERMS): [string, Condition][] {
  return TERMS[condition].split(/\s+/).map((id) => [id, condition]);
}
