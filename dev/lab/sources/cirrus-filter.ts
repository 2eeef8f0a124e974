import { MIME, type Picture } from '../corpus/picture.js';
import { sizeClassOf } from './traits.js';

const LICENSES: Record<string, string[]> = {
  unrestricted: ['cc0', 'pdm'],
  attribution: ['by'],
  'attribution-same-license': ['by-sa'],
};

/** The test that the search keywords in a query amount to. Resolutions are dealt out by id, for all files here are small. */
export function cirrusFilter(query: string): (picture: Picture) => boolean {
  const keywords = [...query.matchAll(/(?<!\S)(haslicense|filemime|fileres):(\S+)/g)];
  return (picture) => keywords.every(([, name, value = '']) => passes(picture, name, value));
}

function passes(picture: Picture, name: string | undefined, value: string): boolean {
  if (name === 'haslicense') return LICENSES[value]?.includes(picture.license.code) ?? false;
  if (name === 'filemime') return MIME[picture.format] === value;
  const size = sizeClassOf(picture);
  if (value.startsWith('>')) return size === 'large';
  return value.includes(',') ? size === 'medium' : size === 'small' || size === 'icon';
}
