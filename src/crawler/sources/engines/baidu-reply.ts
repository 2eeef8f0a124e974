import { type FoundImage, SourceFailure } from '../image-source.js';
import { htmlText } from '../plain-text.js';
import { elements, fields, parseJson, pixels, webUrl } from '../reply-fields.js';
import { unlicensedImage } from '../unlicensed-image.js';

const WORDS: readonly [string, string][] = [
  ['_z2C$q', ':'],
  ['_z&e3B', '.'],
  ['AzdH3F', '/'],
];
const CIPHER = 'wkv1ju2it3hs4g5rq6fp7eo8dn9cm0bla';
const PLAIN = 'abcdefghijklmnopqrstuvw1234567890';

/** The address that an `objURL` hides. */
export function decodeObjUrl(text: string): string {
  const spelled = WORDS.reduce((rest, [word, char]) => rest.replaceAll(word, char), text);
  return spelled.replace(/[a-z0-9]/g, (char) => PLAIN[CIPHER.indexOf(char)] ?? char);
}

/** Reads a reply of search/acjson, which is nearly JSON. Throws `blocked` and `shape_changed`. */
export function readBaiduReply(body: string): FoundImage[] {
  const reply = fields(parseJson(repaired(body)));
  if (String(reply['antiFlag']) === '1') throw new SourceFailure('blocked', 'anti-spider flag');
  const data = elements(reply['data']);
  if (!data) throw new SourceFailure('shape_changed', 'no list of pictures');
  // The last element is empty.
  const found = data.map(fields).filter((each) => Object.keys(each).length > 0);
  const items = found.map(readPicture).filter((image) => image !== null);
  if (found.length > 0 && items.length === 0) throw new SourceFailure('shape_changed', 'pictures without addresses');
  return items;
}

/** Quotes are escaped as JavaScript allows and JSON does not, and control characters stand bare. */
function repaired(body: string): string {
  return body.replace(/\\(.)/gs, (pair, char: string) => (char === "'" ? "'" : pair)).replace(/\p{Cc}/gu, ' ');
}

function readPicture(picture: Record<string, unknown>): FoundImage | null {
  const replacement = fields(elements(picture['replaceUrl'])?.[0]);
  const hidden = picture['objURL'];
  const url =
    webUrl(replacement['ObjURL']) ??
    (typeof hidden === 'string' ? (webUrl(hidden) ?? webUrl(decodeObjUrl(hidden))) : null) ??
    webUrl(picture['hoverURL']) ??
    webUrl(picture['middleURL']);
  if (url === null) return null;
  const sized = url === webUrl(picture['hoverURL']) || url === webUrl(picture['middleURL']) ? {} : picture;
  return unlicensedImage(url, {
    pageUrl: webUrl(replacement['FromURL']),
    title: htmlText(picture['fromPageTitle']).text,
    width: pixels(fields(sized)['width']),
    height: pixels(fields(sized)['height']),
  });
}
