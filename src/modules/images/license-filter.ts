import { sql, type RawBuilder } from 'kysely';
import { allowsLicense, LICENSE_CLASSES, LICENSE_IDS, UNKNOWN_LICENSE } from '../../crawler/sources/license-class.js';

/** SQL: the licence of the row `i` of images is of that name, which `isLicenseName` takes; of a class: `allowsLicense`. */
export function licenseIs(name: string): RawBuilder<boolean> {
  if (name === UNKNOWN_LICENSE) return sql`i.license is null`;
  if (!LICENSE_CLASSES.some((known) => known === name)) return sql`i.license = ${name}`;
  const ids = LICENSE_IDS.filter((id) => allowsLicense([name], id));
  return sql`(i.license = any(${ids}::text[]) or i.license ~ ${unlistedOf(name)})`;
}

/** Combinations of the elements of Creative Commons licences, in the order that ids have them. */
const CODES = Array.from({ length: 15 }, (_, index) =>
  ['BY', 'NC', 'ND', 'SA'].filter((_each, bit) => (index + 1) & (1 << bit)).join('-'),
);

/** Matches the Creative Commons licences of a class that SPDX does not list, such as those without a version. */
function unlistedOf(name: string): string {
  const codes = CODES.filter((code) => allowsLicense([name], `LicenseRef-CC-${code}`));
  return codes.length === 0 ? '^$' : `^LicenseRef-CC-(${codes.join('|')})(-[0-9]\\.[0-9](-[A-Z]+)?)?$`;
}
