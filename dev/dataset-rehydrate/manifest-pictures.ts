import { assertSafePath } from '../../src/modules/export/archive/archive-entry.js';

/** One picture of a manifest, with every place that the export had for it. */
export interface ManifestPicture {
  /** Hex; of the bytes that were fetched when it was collected. */
  sha256: string;
  url: string;
  /** Relative paths without extension; safe. */
  places: string[];
}

const SHARD = /\.(tar|parquet)$/;

/** Pictures of a manifest's lines; equal ones follow each other there. Throws InvalidManifest with the number of the line. */
export async function* manifestPictures(lines: AsyncIterable<string>): AsyncGenerator<ManifestPicture> {
  let picture: ManifestPicture | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const next = pictureIn(line);
    if (!next) throw new InvalidManifest(`Line ${number} is not a line of a manifest`);
    if (picture?.sha256 === next.sha256) {
      picture.places.push(...next.places.filter((place) => !picture?.places.includes(place)));
      continue;
    }
    if (picture) yield picture;
    picture = next;
  }
  if (picture) yield picture;
}

export class InvalidManifest extends Error {}

function pictureIn(line: string): ManifestPicture | null {
  try {
    const { source_sha256: sha256, image_url: url, path, member }: Record<string, unknown> = JSON.parse(line);
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null;
    if (typeof url !== 'string' || typeof path !== 'string' || typeof member !== 'string') return null;
    return { sha256, url, places: [placeOf(path, member)] };
  } catch {
    return null;
  }
}

/** Where the export had it; what lay in a shard gets a folder of the shard's name. Throws on what would leave the folder. */
function placeOf(path: string, member: string): string {
  const inShard = SHARD.test(path) ? `${path.replace(SHARD, '')}/${member}` : member;
  const place = (member === '' ? path : inShard).replace(/\.[^./]*$/, '');
  assertSafePath(place);
  return place;
}
