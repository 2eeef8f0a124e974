import type { ManifestPicture } from './manifest-pictures.js';
import { rehydrate, type Rehydrated, type RehydrateOptions } from './rehydrate.js';

/** So many pictures at a time, told in their order. */
export async function* rehydrateAll(
  pictures: AsyncIterable<ManifestPicture>,
  options: RehydrateOptions,
  concurrency: number,
): AsyncGenerator<Rehydrated> {
  const running: Promise<Rehydrated>[] = [];
  for await (const picture of pictures) {
    const work = rehydrate(picture, options);
    work.catch(() => undefined); // is thrown where it is awaited
    running.push(work);
    if (running.length >= concurrency) yield await running.shift()!;
  }
  for (const work of running) yield await work;
}
