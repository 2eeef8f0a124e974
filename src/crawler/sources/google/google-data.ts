import type { FoundImage } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { elements, isRecord, parseJson, pixels, webUrl } from '../reply-fields.js';
import { unlicensedImage } from '../unlicensed-image.js';

const OWN_HOSTS = /(^|\.)(gstatic\.com|google\.[a-z.]+|googleapis\.com|ggpht\.com)$/;
const MAX_DEPTH = 40;

/** The array that a page script hands to `AF_initDataCallback` under `ds:1`; undefined when it is another script. */
export function callbackData(script: string): unknown {
  if (!/AF_initDataCallback\(\{key:\s*'ds:1'/.test(script)) return undefined;
  const start = script.indexOf('[', script.indexOf('data:'));
  return start < 0 ? undefined : parseJson(script.slice(start, endOfArray(script, start)));
}

/**
 * All pictures in such data, in its order. Positions in it move often, so they are known by their look: an address with
 * height and width. What follows in the same array tells the page and the title.
 */
export function imagesInData(data: unknown, depth = 0): FoundImage[] {
  const list = elements(data) ?? (isRecord(data) ? Object.values(data) : null);
  if (!list || depth > MAX_DEPTH) return [];
  return list.flatMap((member, i) => {
    const image = pictureOf(member);
    if (!image) return imagesInData(member, depth + 1);
    return isOwnAddress(image.url) ? [] : [unlicensedImage(image.url, { ...image, ...describedBy(list.slice(i + 1)) })];
  });
}

/** Thumbnails and page furniture. */
export function isOwnAddress(url: string): boolean {
  return OWN_HOSTS.test(new URL(url).hostname);
}

function pictureOf(value: unknown): { url: string; width: number; height: number } | null {
  const [address, high, wide] = elements(value) ?? [];
  const url = webUrl(address);
  const height = typeof high === 'number' ? pixels(high) : null;
  const width = typeof wide === 'number' ? pixels(wide) : null;
  return url === null || height === null || width === null ? null : { url, width, height };
}

/** The first address in the members of an object, and the text after it. */
function describedBy(siblings: unknown[]): Pick<FoundImage, 'pageUrl' | 'title'> {
  for (const member of siblings.filter(isRecord).flatMap((object) => Object.values(object))) {
    const list = elements(member) ?? [];
    const at = list.findIndex((text) => typeof text === 'string' && /^https?:/.test(text));
    if (at >= 0) return { pageUrl: webUrl(list[at]), title: plainText(list[at + 1]) };
  }
  return { pageUrl: null, title: null };
}

/** Index after the bracket that closes the one at `start`; brackets in strings do not count. */
function endOfArray(text: string, start: number): number {
  let depth = 0;
  let quoted = false;
  for (let i = start; i < text.length; i += 1) {
    const char = text[i];
    if (char === '\\') i += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === '[') depth += 1;
    else if (!quoted && char === ']' && (depth -= 1) === 0) return i + 1;
  }
  return text.length;
}
