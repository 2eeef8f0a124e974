import { EXTENSION, MIME, type Picture } from '../corpus/picture.js';
import { VARIANTS } from '../corpus/variants.js';
import { escapeHtml } from '../http/exchange.js';
import type { Listed } from './catalogue.js';
import type { World } from './world.js';

const PRIME = 99_991;

/** Page ids look random next to the ranking, as on Commons; the multiplication never maps two pictures to one id. */
export function pageId({ ordinal, variant }: Picture): number {
  return 1 + (((ordinal * (VARIANTS + 1) + variant + 1) * 48_271) % PRIME);
}

export function pageTitle(picture: Picture): string {
  const name = picture.title.replaceAll(/[#<>[\]|{}/:_]/g, ' ').trim();
  return `File:${name[0]?.toUpperCase()}${name.slice(1)} ${picture.id}.${EXTENSION[picture.format]}`;
}

/** What the request's `iiprop` and `iiurlwidth` ask for. */
export interface ImageInfoRequest {
  props: ReadonlySet<string>;
  /** null: no thumbnail. */
  thumbWidth: number | null;
  /** Names of the extended metadata to keep; empty: all. */
  metadata: ReadonlySet<string>;
}

/** One member of a page's `imageinfo`. */
export async function imageInfo({ picture, url }: Listed, world: World, wanted: ImageInfoRequest) {
  const { props, thumbWidth } = wanted;
  const needsFile = props.has('size') || props.has('sha1');
  const file = needsFile ? await world.files.get(picture) : null;
  const { width, height } = picture;
  const scaled = thumbWidth === null ? null : Math.min(thumbWidth, width);
  return {
    ...(props.has('timestamp') && { timestamp: '2025-03-01T10:00:00Z' }),
    ...(props.has('user') && { user: picture.creator }),
    ...(props.has('size') && { size: file?.bytes.length, width, height }),
    ...(props.has('url') && {
      ...(scaled !== null && {
        thumburl: world.links.thumbnail(picture, scaled),
        thumbwidth: scaled,
        thumbheight: Math.round((height * scaled) / width),
      }),
      url,
      descriptionurl: world.links.page(picture),
      descriptionshorturl: `${world.links.base}/wikimedia/w/index.php?curid=${pageId(picture)}`,
    }),
    ...(props.has('sha1') && { sha1: file?.sha1 }),
    ...(props.has('mime') && { mime: MIME[picture.format] }),
    ...(props.has('mediatype') && { mediatype: 'BITMAP' }),
    ...(props.has('extmetadata') && { extmetadata: extendedMetadata(picture, world, wanted.metadata) }),
  };
}

function extendedMetadata(picture: Picture, world: World, keep: ReadonlySet<string>) {
  const { license, creator, title } = picture;
  // Links on the real pages often leave out the scheme.
  const profile = world.links.creator(creator).replace(/^http:/, '');
  const entries = {
    ObjectName: { value: title, source: 'mediawiki-metadata', hidden: '' },
    ImageDescription: { value: `<p>${escapeHtml(picture.description)}</p>`, source: 'commons-desc-page' },
    Artist: {
      value: `<a href="${profile}" title="${escapeHtml(creator)}">${creator}</a>`,
      source: 'commons-desc-page',
    },
    Credit: { value: '<span class="int-own-work" lang="en">Own work</span>', source: 'commons-desc-page', hidden: '' },
    License: { value: metadataCode(license.code, license.version), source: 'commons-templates', hidden: '' },
    LicenseShortName: { value: license.shortName, source: 'commons-desc-page', hidden: '' },
    UsageTerms: { value: license.shortName, source: 'commons-desc-page', hidden: '' },
    AttributionRequired: { value: String(license.code.startsWith('by')), source: 'commons-desc-page', hidden: '' },
    Restrictions: { value: '', source: 'commons-desc-page', hidden: '' },
    // Missing for the public domain, without its last slash otherwise.
    ...(license.code !== 'pdm' && {
      LicenseUrl: { value: license.url.replace(/\/$/, ''), source: 'commons-desc-page', hidden: '' },
    }),
  };
  return Object.fromEntries(Object.entries(entries).filter(([name]) => keep.size === 0 || keep.has(name)));
}

function metadataCode(code: string, version: string): string {
  if (code === 'pdm') return 'pd';
  return code === 'cc0' ? 'cc0' : `cc-${code}-${version}`;
}
