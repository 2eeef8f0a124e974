import { Parser } from 'htmlparser2';
import type { FoundImage } from '../image-source.js';
import { plainText } from '../plain-text.js';
import { fields, parseJson, pixels, webUrl } from '../reply-fields.js';
import { unlicensedImage } from '../unlicensed-image.js';

const SIZE = /(\d{1,6})\s*[×x]\s*(\d{1,6})/;
/** Bing wraps the words that matched in these. */
const HIGHLIGHT = /[\uE000\uE001]/g;
const LARGE_PAGE = 2_000;
const NO_RESULTS = /no_results|There are no results/i;
const WALL = /captcha|unusual (activity|traffic)|\/turing\/|challenges\.cloudflare\.com/i;

export interface BingPage {
  items: FoundImage[];
  /** What an empty page is: its end, a wall, or a layout that we do not know. */
  verdict: 'results' | 'empty' | 'blocked' | 'unknown';
}

/** Reads the fragment that Bing's image search loads while scrolling. */
export function readBingPage(html: string): BingPage {
  const found: { image: FoundImage | null }[] = [];
  let inSize = false;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const classes = (attributes['class'] ?? '').split(/\s+/);
      if (name === 'a' && classes.includes('iusc') && attributes['m'] !== undefined) {
        found.push({ image: readImage(attributes['m']) });
      }
      inSize = name === 'span' && (classes.includes('nowrap') || inSize);
    },
    ontext: (text) => {
      const image = found.at(-1)?.image;
      const [, width, height] = (inSize && image && image.width === null && SIZE.exec(text)) || [];
      if (image && width && height) Object.assign(image, { width: pixels(width), height: pixels(height) });
    },
    onclosetag: () => (inSize = false),
  });
  parser.end(html);
  const items = found.map(({ image }) => image).filter((image) => image !== null);
  if (items.length > 0) return { items, verdict: 'results' };
  if (found.length > 0) return { items, verdict: 'unknown' };
  if (NO_RESULTS.test(html)) return { items, verdict: 'empty' };
  if (WALL.test(html)) return { items, verdict: 'blocked' };
  return { items, verdict: html.length > LARGE_PAGE ? 'unknown' : 'empty' };
}

function readImage(json: string): FoundImage | null {
  const result = fields(parseJson(json));
  const url = webUrl(result['murl']);
  if (url === null) return null;
  return unlicensedImage(url, {
    pageUrl: webUrl(result['purl']),
    title: titleOf(result['t']) ?? titleOf(result['desc']),
  });
}

function titleOf(value: unknown): string | null {
  return typeof value === 'string' ? plainText(value.replace(HIGHLIGHT, '')) : null;
}
