import { attributionOf } from '../attribution.js';
import type { FoundImage } from '../image-source.js';
import { licenseOfName, licenseOfUrl, type License } from '../license.js';
import { plainText } from '../plain-text.js';
import { pixels, webUrl } from '../reply-fields.js';
import { linkedImages, type LinkedImage } from './json-ld.js';
import type { NamedImage, PageContent } from './page-content.js';
import { isSameSite } from './same-site.js';

/** Narrower or lower pictures are icons, spacers and counters. */
const MIN_SIDE = 64;

/** What a page says of one picture, resolved. */
interface Said {
  url: string;
  title: string | null;
  /** A title that is better than none. */
  fallback: string | null;
  creator: string | null;
  credit: string | null;
  license: string | null;
  width: number | null;
  height: number | null;
}

/** The pictures of a page, each address once: first those that its owner names as its pictures, then those that it shows. */
export function pageImages(content: PageContent, pageUrl: string): FoundImage[] {
  const base = webUrl(content.base ?? undefined, pageUrl) ?? pageUrl;
  const said = [
    ...content.linkedData.flatMap(linkedImages).map((image) => ofLinkedData(image, base, content.title)),
    ...content.shared.map(({ url, alt }) => saidOf(url, base, { title: alt, fallback: content.title })),
    ...content.images.map((image) => ofMarkup(image, base)),
  ];
  const byUrl = new Map<string, Said>();
  for (const each of said) {
    if (each === null) continue;
    const known = byUrl.get(each.url);
    byUrl.set(each.url, known ? completed(known, each) : each);
  }
  return [...byUrl.values()].map((each) => foundImage(each, content, pageUrl));
}

function ofLinkedData(image: LinkedImage, base: string, pageTitle: string): Said | null {
  const { caption, creator, credit, license } = image;
  return saidOf(image.url, base, {
    title: caption,
    fallback: pageTitle,
    creator,
    credit,
    license,
    width: pixels(image.width),
    height: pixels(image.height),
  });
}

function ofMarkup({ urls, title, width, height, figure }: NamedImage, base: string): Said | null {
  const sides = [width, height].map((side) => /^(\d{1,5})(?:px)?$/.exec(side?.trim() ?? '')?.[1] ?? null);
  if (sides.some((side) => side !== null && Number(side) < MIN_SIDE)) return null;
  const url = urls.find((each) => webUrl(each.trim(), base) !== null);
  return url === undefined
    ? null
    : saidOf(url, base, { title: title ?? figure?.caption ?? null, license: figure?.license ?? null });
}

function saidOf(address: string, base: string, more: Partial<Said>): Said | null {
  const url = webUrl(address.trim(), base);
  if (url === null || /\.svgz?$/i.test(new URL(url).pathname)) return null;
  const nothing = {
    title: null,
    fallback: null,
    creator: null,
    credit: null,
    license: null,
    width: null,
    height: null,
  };
  return { ...nothing, ...more, url };
}

/** What is known first stays; what is missing comes from the other place that names the picture. */
const completed = (known: Said, other: Said): Said => ({
  url: known.url,
  title: known.title ?? other.title,
  fallback: known.fallback ?? other.fallback,
  creator: known.creator ?? other.creator,
  credit: known.credit ?? other.credit,
  license: known.license ?? other.license,
  width: known.width ?? other.width,
  height: known.height ?? other.height,
});

function foundImage(said: Said, content: PageContent, pageUrl: string): FoundImage {
  // a licence of the page is one of its own content, not of what it shows from elsewhere
  const named = said.license ?? (isSameSite(said.url, pageUrl) ? content.license : null);
  const license = named === null ? null : licenseOf(named, pageUrl);
  const title = plainText(said.title) ?? plainText(said.fallback);
  const creator = plainText(said.creator, 200);
  const credit = { title, creator, creatorUrl: null, license, source: new URL(pageUrl).hostname, pageUrl };
  return {
    url: said.url,
    pageUrl,
    title,
    creator,
    license: license?.id ?? null,
    licenseUrl: license?.url ?? (named === null ? null : webUrl(named, pageUrl)),
    attribution: plainText(said.credit) ?? attributionOf(credit),
    width: said.width,
    height: said.height,
  };
}

/** By its address or name. An address that we do not know is told as such, and its licence stays unknown. */
const licenseOf = (named: string, pageUrl: string): License | null =>
  licenseOfUrl(webUrl(named, pageUrl)) ?? licenseOfName(named);
