import { isSafePath } from '../../src/modules/export/archive/archive-entry.js';

/** One picture of a manifest, with every place that the export had for it. */
export interface ManifestPicture {
  /** Hex; of the bytes that were fetched when it was collected. */
  sha256: string;
  url: string;
  /** Relative paths as in the export; safe. What lay in a shard has a folder of the shard's name. */
  files: string[];
}

const SHARD = /\.(tar|parquet)$/;

/** Pictures of a manifest's lines; equal ones follow each other there. Throws InvalidManifest with the number of the line. */
export async function* manifestPictures(lines: AsyncIterable<string>): AsyncGenerator<ManifestPicture> {
  let picture: ManifestPicture | null = null;
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const next = pictureIn(line);
    if (typeof next === 'string') throw new InvalidManifest(`line ${number} is not a line of a manifest: ${next}`);
    if (picture?.sha256 === next.sha256) {
      picture.files.push(...next.files.filter((file) => !picture?.files.includes(file)));
      continue;
    }
    if (picture) yield picture;
    picture = next;
  }
  if (picture) yield picture;
  else throw new InvalidManifest('it is empty');
}

export class InvalidManifest extends Error {}

/** The picture of a line, or what is wrong with it. */
function pictureIn(line: string): ManifestPicture | string {
  const fields = fieldsOf(line);
  if (!fields) return 'it is not a JSON object';
  const { source_sha256: sha256, image_url: url, path, member } = fields;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return 'its source_sha256 is not a SHA-256 in hex';
  if (typeof url !== 'string') return 'its image_url is not a text';
  if (typeof path !== 'string' || typeof member !== 'string') return 'its path or member is not a text';
  const inShard = SHARD.test(path) ? `${path.replace(SHARD, '')}/${member}` : member;
  const file = member === '' ? path : inShard;
  return isSafePath(file) ? { sha256, url, files: [file] } : 'its path may lead out of the folder';
}

function fieldsOf(line: string): Record<string, unknown> | null {
  try {
    const fields: unknown = JSON.parse(line);
    return typeof fields === 'object' && fields !== null && !Array.isArray(fields) ? { ...fields } : null;
  } catch {
    return null;
  }
}
