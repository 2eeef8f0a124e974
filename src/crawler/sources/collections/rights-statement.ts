import type { License } from '../license.js';

/** The twelve statements of rightsstatements.org by their codes. They say what is known of the rights, and permit nothing. */
const NAMES: Record<string, string> = {
  InC: 'In Copyright',
  'InC-OW-EU': 'In Copyright - EU Orphan Work',
  'InC-EDU': 'In Copyright - Educational Use Permitted',
  'InC-NC': 'In Copyright - Non-Commercial Use Permitted',
  'InC-RUU': 'In Copyright - Rights-holder(s) Unlocatable or Unidentifiable',
  'NoC-CR': 'No Copyright - Contractual Restrictions',
  'NoC-NC': 'No Copyright - Non-Commercial Use Only',
  'NoC-OKLR': 'No Copyright - Other Known Legal Restrictions',
  'NoC-US': 'No Copyright - United States',
  CNE: 'Copyright Not Evaluated',
  UND: 'Copyright Undetermined',
  NKC: 'No known copyright restrictions',
};

/** A statement by its address, whatever scheme and page it names; as `LicenseRef-<code>`. Null for every other address. */
export function rightsStatementOf(address: string | null): License | null {
  const url = address === null ? null : URL.parse(address);
  if (url?.hostname.replace(/^www\./, '') !== 'rightsstatements.org') return null;
  const given = /^\/(?:vocab|page)\/([A-Za-z-]+)\//.exec(url.pathname)?.[1]?.toLowerCase();
  const code = Object.keys(NAMES).find((known) => known.toLowerCase() === given);
  if (code === undefined) return null;
  return {
    id: `LicenseRef-${code}`,
    url: `https://rightsstatements.org/vocab/${code}/1.0/`,
    name: NAMES[code] ?? code,
  };
}
