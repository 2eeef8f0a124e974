/** A licence by its SPDX id, or `LicenseRef-…` where SPDX has none. */
export interface License {
  id: string;
  /** Canonical address of the text. */
  url: string | null;
  /** As people write it. */
  name: string;
}

const CC = 'https://creativecommons.org';
/** Of the Creative Commons licences. */
export const VERSIONS: ReadonlySet<string> = new Set(['1.0', '2.0', '2.5', '3.0', '4.0']);
/** The ported licences that SPDX lists, without their `CC-`. */
export const PORTED: ReadonlySet<string> = new Set(
  `BY-2.5-AU BY-3.0-AT BY-3.0-AU BY-3.0-DE BY-3.0-IGO BY-3.0-NL BY-3.0-US BY-NC-3.0-DE BY-ND-3.0-DE BY-NC-ND-3.0-DE
   BY-NC-ND-3.0-IGO BY-NC-SA-2.0-DE BY-NC-SA-2.0-FR BY-NC-SA-2.0-UK BY-NC-SA-3.0-DE BY-NC-SA-3.0-IGO BY-SA-2.0-UK
   BY-SA-2.1-JP BY-SA-3.0-AT BY-SA-3.0-DE BY-SA-3.0-IGO`.split(/\s+/),
);

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

/** Names that stand alone, as Openverse codes and Commons templates and short names write them; the first match counts. */
const NAMED: readonly [RegExp, License][] = [
  [/^cc[- ]?(0|zero)\b/, CC0],
  [/^(pdm|public domain mark)\b/, PDM],
  [/^pd-(usgov|us-?gov)/, US_GOV],
  [/^(pd\b|public domain)/, PUBLIC_DOMAIN],
  [/^(no (known )?(copyright )?restrictions|no known copyright|flickr-no known)/, NKC],
  [/^gfdl\b/, GFDL],
  [
    /^(fal|lal|free art license)\b/,
    { id: 'LAL-1.3', url: 'https://artlibre.org/licence/lal/en/', name: 'Free Art License' },
  ],
  [
    /^sampling\+/,
    { id: 'LicenseRef-CC-Sampling-Plus-1.0', url: `${CC}/licenses/sampling+/1.0/`, name: 'CC Sampling+ 1.0' },
  ],
  [
    /^nc-sampling\+/,
    { id: 'LicenseRef-CC-NC-Sampling-Plus-1.0', url: `${CC}/licenses/nc-sampling+/1.0/`, name: 'CC NC-Sampling+ 1.0' },
  ],
];

/** Reads the address of a licence, whatever its scheme, language or deed suffix. */
export function licenseOfUrl(address: string | null): License | null {
  const url = address === null ? null : URL.parse(address);
  if (!url) return null;
  const host = url.hostname.replace(/^www\./, '');
  const path = url.pathname.toLowerCase();
  if (host === 'usa.gov') return US_GOV;
  if (host === 'rightsstatements.org' && path.includes('/nkc/')) return NKC;
  if (host === 'flickr.com' && path.startsWith('/commons/usage')) return NKC;
  if (host !== 'creativecommons.org') return null;
  if (path.startsWith('/publicdomain/zero/')) return CC0;
  if (path.startsWith('/publicdomain/mark/')) return PDM;
  const [, elements, version, port] = /^\/licenses\/([a-z+-]+)\/(\d\.\d)(?:\/([a-z]{2,3})(?=\/|$))?/.exec(path) ?? [];
  if (!elements || !version) return null;
  return elements.endsWith('sampling+') ? named(elements) : creativeCommons(elements, version, port);
}

/** Reads a code or short name: `by-sa` with its version apart, `cc-by-sa-3.0-de`, `CC BY-SA 4.0`, `Public domain`. */
export function licenseOfName(text: string | null, version: string | null = null): License | null {
  if (text === null) return null;
  const name = text.trim().toLowerCase();
  const [, full, number, port] =
    /^(?:cc[- ])?((?:by|nc|nd|sa)(?:-(?:by|nc|nd|sa))*)(?:[- ](\d\.\d)(?:[- ]([a-z]{2,3})\b)?)?(?![a-z+])/.exec(name) ??
    [];
  if (full && !name.includes('sampling')) return creativeCommons(full, number ?? version, port);
  return named(name);
}

/** A licence that only its own words describe. */
export function otherLicense(name: string | null, url: string | null): License | null {
  const slug = name
    ?.replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return name && slug ? { id: `LicenseRef-${slug}`, url, name } : null;
}

function named(name: string): License | null {
  return NAMED.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function creativeCommons(elements: string, version: string | null, port?: string): License {
  const given = new Set(elements.split('-'));
  const parts = ['by', 'nc', 'nd', 'sa'].filter((part) => given.has(part));
  const code = parts.join('-');
  const suffix = [version, port?.toUpperCase()].filter(Boolean);
  const id = [code.toUpperCase(), ...suffix].join('-');
  const known = parts[0] === 'by' && (port ? PORTED.has(id) : version !== null && VERSIONS.has(version));
  // Version 1.0 alone wrote its elements in another order.
  const path = version === '1.0' ? code.replace('nc-nd', 'nd-nc') : code;
  const url = version === null ? null : `${CC}/licenses/${path}/${version}/${port ? `${port}/` : ''}`;
  return { id: `${known ? '' : 'LicenseRef-'}CC-${id}`, url, name: ['CC', code.toUpperCase(), ...suffix].join(' ') };
}
