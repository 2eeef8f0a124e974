import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FetchFailure } from '../../src/fetching/fetch-failure.js';
import type { SiteFetcher } from '../../src/fetching/site/site-fetcher.js';
import { sniff } from '../../src/inspection/magic-number.js';
import { formatNames } from '../../src/modules/images/image-format.js';
import type { ManifestPicture } from './manifest-pictures.js';
import { makeFolder } from './folders.js';
import { Patience } from './patience.js';

export type Outcome =
  | 'same' // fetched again, and the bytes of then
  | 'present' // the file lies there already, with the bytes of then
  | 'changed' // another picture is at the address now; it is not kept
  | 'gone' // the address has nothing any more
  | 'occupied' // another file lies where it belongs; it is left alone
  | 'failed'; // the address did not answer, or must not be fetched

export interface Rehydrated {
  outcome: Outcome;
  picture: ManifestPicture;
  detail: string;
  /** Why it could not be fetched. */
  reason?: FetchFailure['reason'];
}

export interface RehydrateOptions {
  fetcher: Pick<SiteFetcher, 'fetch'>;
  directory: string;
  maxBytes: number;
  /** Before a host that failed is asked again, in milliseconds. */
  firstWaitMs?: number;
}

/** Fetches one picture again and puts it where the export had it. Never overwrites. Throws only when it cannot write. */
export async function rehydrate(picture: ManifestPicture, options: RehydrateOptions): Promise<Rehydrated> {
  const told = (outcome: Outcome, detail = ''): Rehydrated => ({ outcome, picture, detail });
  const places = picture.files.map((file) => file.replace(/\.[^./]*$/, ''));
  const there = await Promise.all(places.map((place) => present(options.directory, place, picture.sha256)));
  if (there.every(Boolean)) return told('present');
  const patience = new Patience(options.firstWaitMs);
  let bytes: Buffer;
  try {
    bytes = await fetched(picture.url, options, patience);
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    const { reason } = error;
    return { ...told(reason === 'http_not_found' ? 'gone' : 'failed', patience.story(error)), reason };
  }
  if (sha256Of(bytes) !== picture.sha256) return told('changed', `${bytes.length} bytes, other ones`);
  const { extension } = formatNames(sniff(bytes) ?? '');
  for (const place of places) {
    const file = `${place}.${extension}`;
    const free = await written(join(options.directory, file), bytes);
    if (!free && !(await holds(join(options.directory, file), picture.sha256))) return told('occupied', file);
  }
  return told('same');
}

async function fetched(url: string, options: RehydrateOptions, patience: Patience): Promise<Buffer> {
  const { fetcher, maxBytes } = options;
  for (;;) {
    try {
      return (await fetcher.fetch({ url, maxBytes, use: 'picture', accept: 'image/*' })).body;
    } catch (error) {
      const waitMs = error instanceof FetchFailure ? patience.after(error) : null;
      if (waitMs === null) throw error;
      await setTimeout(waitMs);
    }
  }
}

const EXTENSIONS = ['jpg', 'png', 'webp', 'gif', 'avif'];

async function present(directory: string, place: string, sha256: string): Promise<boolean> {
  for (const extension of EXTENSIONS) if (await holds(join(directory, `${place}.${extension}`), sha256)) return true;
  return false;
}

async function holds(file: string, sha256: string): Promise<boolean> {
  const bytes = await readFile(file).catch(() => null);
  return bytes !== null && sha256Of(bytes) === sha256;
}

/** false: there is a file already. Whole or absent, also for who ends the run meanwhile; a `.part` that was left is written anew. */
async function written(path: string, bytes: Uint8Array): Promise<boolean> {
  await makeFolder(dirname(path));
  if (existsSync(path)) return false;
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
  return true;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
