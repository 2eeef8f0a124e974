import { Parser } from 'htmlparser2';
import { callbackData, imagesInData, isOwnAddress } from './google-data.js';
import type { FoundImage } from '../image-source.js';
import { pixels, webUrl } from '../reply-fields.js';
import { unlicensedImage } from '../unlicensed-image.js';

/** Shorter pages are taken as "no results" when nothing is found in them. */
const LARGE_PAGE = 2_000;
const NO_RESULTS = /did not match any|No results found/i;
const BARE_ADDRESS = /https?:\/\/[^\s"'<>\\]+?\.(?:jpe?g|png|webp|gif|bmp)(?=["'\\\s])/gi;

export interface GooglePage {
  items: FoundImage[];
  /** The page is of a layout that we know, so an empty list means that there is nothing. */
  known: boolean;
}

/** Reads a result page: the data in its scripts, else the anchors of its plain version, else bare addresses in scripts. */
export function readGooglePage(html: string): GooglePage {
  const { scripts, anchors } = partsOf(html);
  const data = scripts.map(callbackData).filter((value) => value !== undefined);
  const listed = data.flatMap(imagesInData);
  const items = firstFilled(
    () => listed,
    () => anchors.flatMap(imageOfAnchor),
    () => scripts.map(bareAddresses).find((found) => found.length > 0) ?? [],
  );
  const known = data.some((value) => Array.isArray(value) && value.length === 0) || NO_RESULTS.test(html);
  return { items: distinct(items), known: known || html.length <= LARGE_PAGE };
}

function partsOf(html: string): { scripts: string[]; anchors: string[] } {
  const scripts: string[] = [];
  const anchors: string[] = [];
  let script: string | null = null;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (name === 'script') script = '';
      const href = attributes['href'];
      if (name === 'a' && href?.includes('/imgres?')) anchors.push(href);
    },
    ontext: (text) => {
      if (script !== null) script += text;
    },
    onclosetag: (name) => {
      if (name !== 'script' || script === null) return;
      scripts.push(script);
      script = null;
    },
  });
  parser.end(html);
  return { scripts, anchors };
}

function imageOfAnchor(href: string): FoundImage[] {
  const query = URL.parse(href, 'https://relative.invalid')?.searchParams;
  const url = webUrl(query?.get('imgurl'));
  if (url === null) return [];
  const size = { width: pixels(query?.get('w')), height: pixels(query?.get('h')) };
  return [unlicensedImage(url, { pageUrl: webUrl(query?.get('imgrefurl')), ...size })];
}

function bareAddresses(script: string): FoundImage[] {
  const text = script
    .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\x([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll('\\/', '/');
  return (text.match(BARE_ADDRESS) ?? []).flatMap((address) => {
    const url = webUrl(address);
    return url === null || isOwnAddress(url) ? [] : [unlicensedImage(url)];
  });
}

function firstFilled(...readers: (() => FoundImage[])[]): FoundImage[] {
  for (const read of readers) {
    const items = read();
    if (items.length > 0) return items;
  }
  return [];
}

function distinct(items: FoundImage[]): FoundImage[] {
  return [...new Map(items.map((item) => [item.url, item])).values()];
}
