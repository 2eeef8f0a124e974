import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import current from 'spdx-license-ids/index.json' with { type: 'json' };

/** Every id of the SPDX license list, those that have a newer name included. */
export const SPDX_IDS: ReadonlySet<string> = new Set([...current, ...deprecated]);

const BY_LOWER_CASE = new Map([...SPDX_IDS].map((id) => [id.toLowerCase(), id]));
/** Of a name, what says nothing that its id would have. */
const FILLING = /\b(?:(?:the|licen[cs]e|version)\b|v\.?(?=\d))/g;
/** Usual names that are no ids, words joined by dashes, and the ids in lower case. */
const SPELLINGS: readonly [RegExp, string][] = [
  [/^(odbl|odc-by|pddl)$/, '$1-1.0'],
  [/^(apache)-2$/, '$1-2.0'],
  [/^([al]?gpl)-?v?([123])$/, '$1-$2.0'],
  [/^(?:ogl|open-government)-([123])(?:\.0)?$/, 'ogl-uk-$1.0'],
];

/** Host and path of licences outside Creative Commons, and what of them names the id. */
const ADDRESSES: readonly [RegExp, string][] = [
  [/^(?:spdx\.org|opensource\.org)\/licenses?\/(.+?)(?:\.html|\.json|\.txt|\.php)?\/?$/, '$1'],
  [/^apache\.org\/licenses\/license-2\.0(?:\.html|\.txt)?$/, 'apache-2.0'],
  [/^gnu\.org\/licenses\/(?:old-licenses\/)?((?:[al]?gpl)-\d\.\d)(?:\.[a-z-]+)*$/, '$1'],
  [/^gnu\.org\/licenses\/(?:old-licenses\/)?fdl-(\d\.\d)(?:\.[a-z-]+)*$/, 'gfdl-$1'],
  [/^opendatacommons\.org\/licenses\/(odbl|pddl)(?:\/1[-.]0)?\/?$/, '$1-1.0'],
  [/^opendatacommons\.org\/licenses\/by(?:\/1[-.]0)?\/?$/, 'odc-by-1.0'],
  [/^nationalarchives\.gov\.uk\/doc\/open-government-licence\/version\/([123])\/?$/, 'ogl-uk-$1.0'],
  [/^etalab\.gouv\.fr\/licence-ouverte-open-licence\/?$/, 'etalab-2.0'],
  [/^artlibre\.org\/licen[cs]e\/lal(?:\/.*)?$/, 'lal-1.3'],
  [/^unlicense\.org\/?$/, 'unlicense'],
];

/** The id that a lower-case name means: in any case, as `apache license, version 2.0`, or with `+` for "or later". */
export function spdxIdOf(name: string): string | null {
  const words = name.replaceAll(FILLING, ' ').replace(/\+$/, '-or-later');
  const slug = words.replaceAll(/[-\s,]+/g, '-').replaceAll(/^-|-$/g, '');
  return BY_LOWER_CASE.get(name) ?? BY_LOWER_CASE.get(replaced(slug, SPELLINGS) ?? slug) ?? null;
}

/** What names the licence at `place`, a host without `www.` and a path, both in lower case; null for other places. */
export const spdxNameOfAddress = (place: string): string | null => replaced(place, ADDRESSES);

function replaced(text: string, rules: readonly [RegExp, string][]): string | null {
  const rule = rules.find(([pattern]) => pattern.test(text));
  return rule ? text.replace(...rule) : null;
}
