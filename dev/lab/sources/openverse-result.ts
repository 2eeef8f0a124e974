import { createHash } from 'node:crypto';
import { EXTENSION } from '../corpus/picture.js';
import type { Links } from './links.js';
import type { Listed } from './catalogue.js';

/** UUID of a picture, made from its id alone. */
export function openverseId(pictureId: string): string {
  const hex = createHash('sha1').update(pictureId).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** One picture in the API's full field set. */
export function openverseResult({ picture, url }: Listed, links: Links) {
  const { license, creator, title } = picture;
  const id = openverseId(picture.id);
  const self = `${links.base}/openverse/v1/images/${id}/`;
  const source = picture.kind === 'photograph' ? 'labphotos' : 'labdrawings';
  const deed = license.code === 'pdm' ? 'is marked with' : 'is licensed under';
  const named =
    license.code === 'pdm' ? 'Public Domain Mark 1.0' : `${openverseLicenseName(license.code)} ${license.version}`;
  return {
    id,
    title,
    indexed_on: '2025-03-01T10:00:00Z',
    foreign_landing_url: links.page(picture),
    url,
    creator,
    creator_url: links.creator(creator),
    license: license.code,
    license_version: license.version,
    license_url: license.url,
    provider: source,
    source,
    category: picture.kind === 'photograph' ? 'photograph' : null,
    filesize: null,
    filetype: EXTENSION[picture.format],
    tags: picture.labels.map((name) => ({ name, accuracy: null, unstable__provider: source })),
    attribution: `"${title}" by ${creator} ${deed} ${named}. To view the terms, visit ${license.url}.`,
    fields_matched: ['title', 'tags.name'],
    mature: false,
    height: picture.height,
    width: picture.width,
    thumbnail: `${self}thumb/`,
    detail_url: self,
    related_url: `${self}related/`,
    unstable__sensitivity: [],
  };
}

function openverseLicenseName(code: string): string {
  return code === 'cc0' ? 'CC0' : `CC ${code.toUpperCase()}`;
}
