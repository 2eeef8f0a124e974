import { type License, licenseOfName, otherLicense } from '../license.js';
import { wholeNumber } from '../reply-fields.js';

/** What flickr.photos.licenses.getInfo names by number. 11 to 16 came in 2025. */
const NAMES: readonly string[] = [
  'All rights reserved',
  'by-nc-sa 2.0',
  'by-nc 2.0',
  'by-nc-nd 2.0',
  'by 2.0',
  'by-sa 2.0',
  'by-nd 2.0',
  'No known copyright restrictions',
  'PD-USGov',
  'cc0 1.0',
  'pdm 1.0',
  'by 4.0',
  'by-sa 4.0',
  'by-nd 4.0',
  'by-nc 4.0',
  'by-nc-sa 4.0',
  'by-nc-nd 4.0',
];

const LICENSES = NAMES.map((name) => licenseOfName(name) ?? otherLicense(name, null));

/** The licence of a number, as text or as such; null for numbers that we do not know. */
export function flickrLicense(number: unknown): License | null {
  return LICENSES[wholeNumber(number, 0, LICENSES.length - 1) ?? -1] ?? null;
}

/** SPDX ids by number, of everything that may be used at all: all rights reserved is not among them. */
export const FLICKR_OPEN_LICENSES: Readonly<Record<string, string>> = Object.fromEntries(
  LICENSES.flatMap((license, number) => (license && number > 0 ? [[String(number), license.id]] : [])),
);
