import { sql, type RawBuilder } from 'kysely';
import { allowsLicense, LICENSE_CLASSES, LICENSE_IDS, UNKNOWN_LICENSE } from '../../crawler/sources/license-class.js';

/** SQL: the licence of the row `i` of images is of that name, which `isLicenseName` takes; of a class: `allowsLicense`. */
export function licenseIs(name: string): RawBuilder<boolean> {
  if (name === UNKNOWN_LICENSE) return sql`i.license is null`;
  const [whole, each] = [idIs(sql`i.license`, name), idIs(sql`each.id`, name)];
  return sql`(${whole} or i.license like '% %' and exists (
    select from regexp_split_to_table(i.license, ' OR ') as alternative
     where not exists (select from regexp_split_to_table(alternative, ' AND ') as each (id) where not ${each})))`;
}

function idIs(id: RawBuilder<string>, name: string): RawBuilder<boolean> {
  if (!LICENSE_CLASSES.some((known) => known === name)) return sql`${id} = ${name}`;
  const ids = LICENSE_IDS.filter((each) => allowsLicense([name], each));
  return sql`(${id} = any(${ids}::text[]) or ${id} ~ ${unlistedOf(name)})`;
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
