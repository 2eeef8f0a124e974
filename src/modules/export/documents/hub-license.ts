/** Creative Commons and other licences that the Hugging Face Hub has an id for, beyond those of all versions. */
const OTHERS = new Map([
  ['CC0-1.0', 'cc0-1.0'],
  ['ODbL-1.0', 'odbl'],
  ['ODC-By-1.0', 'odc-by'],
  ['PDDL-1.0', 'pddl'],
  ['MIT', 'mit'],
  ['Apache-2.0', 'apache-2.0'],
]);

/** The versions that the Hub lists per kind; there is no cc-by-sa-2.0 and no cc-by-nd-2.0. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  'CC-BY': ['2.0', '2.5', '3.0', '4.0'],
  'CC-BY-SA': ['3.0', '4.0'],
  'CC-BY-NC': ['2.0', '3.0', '4.0'],
  'CC-BY-ND': ['4.0'],
  'CC-BY-NC-ND': ['3.0', '4.0'],
  'CC-BY-NC-SA': ['2.0', '3.0', '4.0'],
};

/** The licence members of a dataset card for these SPDX ids; null stands for an unknown licence. */
export function hubLicense(licenses: readonly (string | null)[]): Record<string, string> {
  const [only = null, ...more] = new Set(licenses);
  if (more.length > 0) return { license: 'other', license_name: 'mixed', license_link: 'ATTRIBUTION.csv' };
  if (only === null) return { license: 'unknown' };
  const [, kind = '', version = ''] = /^(CC-BY(?:-[A-Z]{2})*)-(\d\.\d)$/.exec(only) ?? [];
  const id = VERSIONS[kind]?.includes(version) ? only.toLowerCase() : OTHERS.get(only);
  return id ? { license: id } : { license: 'other', license_name: only.toLowerCase(), license_link: 'ATTRIBUTION.csv' };
}
