import { type SliceTable, slicesBy } from './source-slices.js';

const CODES = 'by by-sa by-nc by-nd by-nc-sa by-nc-nd cc0 pdm sampling+ nc-sampling+'.split(' ');

/** Narrower searches; `license:` ones are parts of the whole that do not overlap. */
export const OPENVERSE_SLICES: SliceTable = {
  ...slicesBy('license', 'license', CODES),
  ...slicesBy('size', 'size', ['large', 'medium', 'small']),
  ...slicesBy('aspect', 'aspect_ratio', ['wide', 'tall', 'square']),
  ...slicesBy('category', 'category', ['photograph', 'illustration', 'digitized_artwork']),
};

/**
 * The slice's parameters, with Openverse's codes (which have no versions) of what the job keeps. Null when none of them is
 * in the slice, so that there is nothing to ask for.
 */
export function withLicenseCodes(
  slice: Readonly<Record<string, string>>,
  licenses: readonly string[] | null,
): Readonly<Record<string, string>> | null {
  if (licenses === null) return slice;
  const wanted = new Set(licenses.map(codeOf));
  const codes = (slice['license'] === undefined ? CODES : [slice['license']]).filter((code) => wanted.has(code));
  return codes.length === 0 ? null : { ...slice, license: codes.join(',') };
}

function codeOf(id: string): string {
  const [, name = ''] = /^(?:LicenseRef-)?CC-?(.*?)(?:-\d\.\d.*)?$/.exec(id) ?? [];
  const code = name.toLowerCase().replace('-plus', '+');
  return code === '0' ? 'cc0' : code;
}
