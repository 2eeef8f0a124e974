import { elements, isRecord, parseJson } from '../reply-fields.js';

const MAX_NODES = 5_000;
const MAX_DEPTH = 12;
/** Members that hold pictures, or objects that describe one. */
const PICTURES = ['image', 'images', 'photo', 'thumbnailUrl', 'primaryImageOfPage', 'associatedMedia'] as const;

/** A picture as JSON-LD describes it; addresses as written. */
export interface LinkedImage {
  url: string;
  caption: string | null;
  creator: string | null;
  credit: string | null;
  license: string | null;
  width: unknown;
  height: unknown;
}

/** The pictures that a page's JSON-LD names. Bad JSON is common: it names none. */
export function linkedImages(json: string): LinkedImage[] {
  const found: LinkedImage[] = [];
  const queue: { value: unknown; picture: boolean; depth: number }[] = [
    { value: parseJson(json), picture: false, depth: 0 },
  ];
  for (let at = 0; at < queue.length && at < MAX_NODES; at++) {
    const { value, picture, depth } = queue[at]!;
    if (typeof value === 'string') {
      if (picture) found.push(described(value, {}));
      continue;
    }
    if (depth > MAX_DEPTH) continue;
    for (const item of elements(value) ?? []) queue.push({ value: item, picture, depth: depth + 1 });
    if (!isRecord(value)) continue;
    const isImage = picture || typesOf(value).some((type) => type === 'ImageObject' || type === 'Photograph');
    const url = isImage ? (textOf(value['contentUrl']) ?? textOf(value['url']) ?? textOf(value['@id'])) : null;
    if (url !== null) found.push(described(url, value));
    for (const [name, member] of Object.entries(value)) {
      if (name === 'logo') continue; // of a publisher: no picture of the page's subject
      const names = (PICTURES as readonly string[]).includes(name);
      if (names || (typeof member === 'object' && !isImage))
        queue.push({ value: member, picture: names, depth: depth + 1 });
    }
  }
  return found;
}

function described(url: string, object: Record<string, unknown>): LinkedImage {
  return {
    url,
    caption: textOf(object['caption']) ?? textOf(object['name']) ?? textOf(object['description']),
    creator: nameOf(object['creator']) ?? nameOf(object['author']),
    credit: textOf(object['creditText']) ?? textOf(object['copyrightNotice']),
    license: textOf(object['license']) ?? (isRecord(object['license']) ? textOf(object['license']['url']) : null),
    width: object['width'],
    height: object['height'],
  };
}

function nameOf(value: unknown): string | null {
  const first = elements(value)?.[0] ?? value;
  return textOf(first) ?? (isRecord(first) ? textOf(first['name']) : null);
}

const typesOf = (object: Record<string, unknown>): unknown[] => elements(object['@type']) ?? [object['@type']];

const textOf = (value: unknown): string | null => {
  const first = elements(value)?.[0] ?? value;
  return typeof first === 'string' && first.trim() !== '' ? first.trim() : null;
};
