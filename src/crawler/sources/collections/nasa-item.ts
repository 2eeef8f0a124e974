import type { FoundImage } from '../image-source.js';
import { type License, licenseOfUrl } from '../license.js';
import { plainText } from '../plain-text.js';
import { elements, fields, pixels, webUrl } from '../reply-fields.js';
import { creditedImage } from './credited-image.js';

/** What NASA's own pictures are, unless their text says otherwise. */
export const US_GOVERNMENT_WORK: License = licenseOfUrl('https://www.usa.gov/government-copyright')!;

/** The largest one that is surely a web picture comes first; originals may be TIFF. */
const RENDITIONS = ['large', 'orig', 'medium', 'small'];
/** Marks and partners whose pictures are not the government's. */
const OTHERS =
  /©|\(c\)|copyright|all rights reserved|courtesy|\b(?:ESA|JAXA|CSA|DLR|CNES|ASI|Roscosmos|ESO|STScI|AURA|SpaceX|Boeing|Getty|University|Observatory)\b/i;

type Json = Record<string, unknown>;

export interface NasaItem {
  id: string;
  data: Json;
  /** `{ href, … }` of each file that the search names. */
  files: readonly Json[];
}

/** Null for an item without an id. */
export function nasaItem(item: Json): NasaItem | null {
  const data = fields(elements(item['data'])?.[0]);
  const id = plainText(data['nasa_id'], 200);
  return id === null ? null : { id, data, files: (elements(item['links']) ?? []).map(fields) };
}

/** Whether nothing larger than a thumbnail is named. */
export function needsAsset(files: readonly Json[]): boolean {
  return bestRendition(files) === null;
}

/** The file to take; null when there is none but thumbnails. */
export function bestRendition(files: readonly Json[]): Json | null {
  for (const size of RENDITIONS) {
    const file = files.find(({ href }) => typeof href === 'string' && isRendition(href, size));
    if (file) return file;
  }
  return null;
}

export function nasaImage({ id, data }: NasaItem, file: Json | null): FoundImage | null {
  const url = secure(webUrl(file?.['href']));
  if (url === null) return null;
  const title = plainText(data['title']);
  const creator = plainText(data['photographer'], 200) ?? plainText(data['secondary_creator'], 200);
  return creditedImage({
    url,
    pageUrl: `https://images.nasa.gov/details/${encodeURIComponent(id)}`,
    title,
    creator: creator ?? plainText(data['center'], 100)?.replace(/^/, 'NASA/') ?? null,
    license: licenseOf(data),
    source: 'NASA Image and Video Library',
    width: pixels(file?.['width']),
    height: pixels(file?.['height']),
  });
}

function isRendition(href: string, size: string): boolean {
  return new RegExp(`~${size}\\.(?:jpe?g|png|gif|webp)$`, 'i').test(href);
}

/** The library's own links still say http. */
function secure(url: string | null): string | null {
  return url?.replace(/^http:(?=\/\/[\w-]+\.nasa\.gov\/)/, 'https:') ?? null;
}

/** Unknown where the text names a copyright or somebody else. */
function licenseOf(data: Json): License | null {
  const said = ['description', 'description_508', 'photographer', 'secondary_creator', 'title'].map((name) =>
    plainText(data[name], 5_000),
  );
  return OTHERS.test(said.filter((text) => text !== null).join('\n')) ? null : US_GOVERNMENT_WORK;
}
