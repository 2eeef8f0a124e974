import { SPDX_IDS, spdxIdOf, spdxNameOfAddress } from './spdx-ids.js';

/** A licence by its SPDX id, or `LicenseRef-…` where SPDX has none. */
export interface License {
  id: string;
  /** Canonical address of the text. */
  url: string | null;
  /** As people write it. */
  name: string;
}

const CC = 'https://creativecommons.org';

const CC0 = { id: 'CC0-1.0', url: `${CC}/publicdomain/zero/1.0/`, name: 'CC0 1.0' };
const PDM = { id: 'CC-PDM-1.0', url: `${CC}/publicdomain/mark/1.0/`, name: 'Public Domain Mark 1.0' };
const PUBLIC_DOMAIN = { id: 'LicenseRef-Public-Domain', url: null, name: 'Public domain' };
const US_GOV = {
  id: 'LicenseRef-US-Gov',
  url: 'https://www.usa.gov/government-copyright',
  name: 'US government work',
};
const NKC = {
  id: 'LicenseRef-NKC',
  url: 'https://rightsstatements.org/vocab/NKC/1.0/',
  name: 'No known copyright restrictions',
};
const GFDL = { id: 'GFDL-1.2-or-later', url: 'https://www.gnu.org/licenses/old-licenses/fdl-1.2.html', name: 'GFDL' };

/** Whole names, as Openverse codes and Commons templates and short names write them. */
const NAMED: readonly [RegExp, License][] = [
  [/^cc[- ]?(?:0|zero)(?:[- ]1\.0)?(?: universal)?(?: \(cc0\)| public domain dedication)?$/, CC0],
  [/^(?:pdm|public domain mark)(?:[- ]1\.0)?$/, PDM],
  [/^pd-us-?gov(?:-[a-z0-9-]+)?$/, US_GOV],
  [
    /^(?:pd|public[- ]domain(?: work)?)$|^pd(?:-(?!(?:not?|non|un[a-z]+|disputed|except|only)\b)[a-z0-9]+)+$/,
    PUBLIC_DOMAIN,
  ],
  [/^(?:flickr-)?no (?:known )?(?:copyright )?restrictions(?: on publication)?$|^no known copyright$/, NKC],
  [/^gfdl(?:[- ](?:self|user|en|or later|with-disclaimers))*$/, GFDL],
  [
    /^(?:fal|lal|free art license)(?:[- ]1\.3)?$/,
    { id: 'LAL-1.3', url: 'https://artlibre.org/licence/lal/en/', name: 'Free Art License' },
  ],
  [
    /^(?:cc[- ])?sampling\+(?:[- ]1\.0)?$/,
    { id: 'LicenseRef-CC-Sampling-Plus-1.0', url: `${CC}/licenses/sampling+/1.0/`, name: 'CC Sampling+ 1.0' },
  ],
  [
    /^(?:cc[- ])?nc-sampling\+(?:[- ]1\.0)?$/,
    { id: 'LicenseRef-CC-NC-Sampling-Plus-1.0', url: `${CC}/licenses/nc-sampling+/1.0/`, name: 'CC NC-Sampling+ 1.0' },
  ],
];

/** The elements of Creative Commons licences, as codes and in words. */
const ELEMENTS: readonly [RegExp, string][] = [
  [/^(?:by|attribution)\b/, 'by'],
  [/^(?:nc|non ?commercial)\b/, 'nc'],
  [/^(?:nd|no ?deriv(?:ative)?s?(?: works)?)\b/, 'nd'],
  [/^(?:sa|share ?alike)\b/, 'sa'],
];
/** What says nothing more; `migrated` and `self` are Commons'. */
const FILLING = /^(?:cc|creative commons|licen[sc]ed?|public|international|unported|generic|migrated|self)\b/;
/** Where licences were ported to, up to version 3.0. */
const PORT =
  `am ar at au az be bg br ca ch cl cn co cr cz de dk ec ee eg es fi fr ge gr gt hk hr hu ie igo il in it jp kr lu mk
  mt mx my nl no nz pe ph pl pr pt ro rs se sg si th tw ug uk us ve vn za`.replaceAll(/\s+/g, '|');
const VERSION = new RegExp(String.raw`^(\d\.\d)(?: (${PORT})(?= |$))?`);

/** Reads the address of a licence, whatever its scheme, language or deed suffix. */
export function licenseOfUrl(address: string | null): License | null {
  const url = address === null ? null : URL.parse(address);
  if (!url) return null;
  const host = url.hostname.replace(/^www\./, '');
  const path = url.pathname.toLowerCase();
  const listed = spdxNameOfAddress(host + path);
  if (listed !== null) return licenseOfName(listed);
  if (host === 'usa.gov') return US_GOV;
  if (host === 'rightsstatements.org' && path.includes('/nkc/')) return NKC;
  if (host === 'flickr.com' && path.startsWith('/commons/usage')) return NKC;
  if (host !== 'creativecommons.org') return null;
  if (path.startsWith('/publicdomain/zero/')) return CC0;
  if (path.startsWith('/publicdomain/mark/')) return PDM;
  const [, elements, version, port] = /^\/licenses\/([a-z+-]+)\/(\d\.\d)(?:\/([a-z]{2,3})(?=\/|$))?/.exec(path) ?? [];
  if (!elements || !version) return null;
  return elements.endsWith('sampling+') ? licenseOfName(elements) : creativeCommons(elements, version, port);
}

/**
 * Reads a code or short name: `by-sa` with its version apart, `cc-by-sa-3.0-de`, `CC BY-SA 4.0`, `Public domain`. The whole
 * text has to be understood: what is left over may be the condition that matters.
 */
export function licenseOfName(text: string | null, version: string | null = null): License | null {
  if (text === null) return null;
  const name = text
    .trim()
    .toLowerCase()
    .replaceAll(/\p{Dash}/gu, '-')
    .replaceAll(/\s+/g, ' ');
  return (
    NAMED.find(([pattern]) => pattern.test(name))?.[1] ?? creativeCommonsOfName(name, version) ?? spdxLicense(name)
  );
}

function spdxLicense(name: string): License | null {
  const id = spdxIdOf(name);
  return id === null ? null : { id, url: `https://spdx.org/licenses/${id}.html`, name: id };
}

/** Elements, then versions, with words between them that say nothing more; null when anything else is said. */
function creativeCommonsOfName(name: string, version: string | null): License | null {
  const words = name.replaceAll(/[-_/,;:()| ]+/g, ' ').trim();
  const elements = new Set<string>();
  const versions: { number: string; port: string | undefined }[] = [];
  for (let rest = words; rest !== '';) {
    const [found, element] =
      ELEMENTS.map(([pattern, code]) => [pattern.exec(rest), code] as const).find(([match]) => match) ?? [];
    const read = found ?? VERSION.exec(rest) ?? FILLING.exec(rest);
    if (!read) return null;
    if (element !== undefined && versions.length > 0 && !elements.has(element)) return null; // a second licence
    if (element !== undefined) elements.add(element);
    else if (read[1] !== undefined) versions.push({ number: read[1], port: read[2] });
    rest = rest.slice(read[0].length).trim();
  }
  const { number, port } = versions[0] ?? { number: version, port: undefined }; // Commons names the newest first
  const isOne = elements.has('by') || (elements.size > 0 && (number !== null || words.startsWith('cc ')));
  return isOne ? creativeCommons([...elements].join('-'), number, port) : null;
}

/** What lists write where a licence is not known. */
const UNSTATED = /^(\?|-|none|null|nan|n\/a|unknown|undefined|other)$/;

/** Whether a name tells nothing about the licence: a mark of an unknown one, or words such as `Creative Commons License`. */
export function isNoStatement(text: string): boolean {
  const name = text.trim().toLowerCase();
  let rest = name;
  for (let last = ''; rest !== last;) [last, rest] = [rest, rest.replace(FILLING, '').trim()];
  return rest === '' || UNSTATED.test(name);
}

/** Ids of ours, which words that we do not understand must not make. */
const TAKEN = /^(?:CC-|Public-Domain$|US-Gov$|NKC$)/i;

/** A licence that only its own words describe. It is in no class: we do not know what they permit. */
export function otherLicense(name: string | null, url: string | null): License | null {
  const slug = name
    ?.replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return name && slug ? { id: `LicenseRef-${TAKEN.test(slug) ? 'Other-' : ''}${slug}`, url, name } : null;
}

function creativeCommons(elements: string, version: string | null, port?: string): License {
  const given = new Set(elements.split('-'));
  const parts = ['by', 'nc', 'nd', 'sa'].filter((part) => given.has(part));
  const code = parts.join('-');
  const suffix = [version, port?.toUpperCase()].filter(Boolean);
  const id = [code.toUpperCase(), ...suffix].join('-');
  const known = SPDX_IDS.has(`CC-${id}`);
  // Version 1.0 alone wrote its elements in another order.
  const path = version === '1.0' ? code.replace('nc-nd', 'nd-nc') : code;
  const url = version === null ? null : `${CC}/licenses/${path}/${version}/${port ? `${port}/` : ''}`;
  return { id: `${known ? '' : 'LicenseRef-'}CC-${id}`, url, name: ['CC', code.toUpperCase(), ...suffix].join(' ') };
}
