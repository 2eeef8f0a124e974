/** Strong entity tag of a row version. */
export const etagOf = (version: number | string): string => `"v${version}"`;

const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

/** The tags of If-Match or If-None-Match; `*` for any; null when the header is not a list of tags. */
export function parseTags(header: string): readonly string[] | '*' | null {
  if (header.trim() === '*') return '*';
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.every((tag) => ENTITY_TAG.test(tag)) ? tags : null;
}

/** Strong comparison, as If-Match demands: weak tags match nothing. */
export function matchesStrongly(tags: readonly string[] | '*', etag: string): boolean {
  return tags === '*' || (!etag.startsWith('W/') && tags.includes(etag));
}

/** Weak comparison, as If-None-Match demands. */
export function matchesWeakly(tags: readonly string[] | '*', etag: string): boolean {
  return tags === '*' || tags.some((tag) => opaque(tag) === opaque(etag));
}

const opaque = (tag: string): string => tag.replace(/^W\//, '');
