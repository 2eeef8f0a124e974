import type { ManifestPicture } from './manifest-pictures.js';
import { rehydrate, type Rehydrated, type RehydrateOptions } from './rehydrate.js';

/** So many pictures at a time, told as they end: one that waits for its host keeps nobody waiting. */
export async function* rehydrateAll(
  pictures: AsyncIterable<ManifestPicture>,
  options: RehydrateOptions,
  atATime: number,
): AsyncGenerator<Rehydrated> {
  const running = new Map<ManifestPicture, Promise<Rehydrated>>();
  const next = async (): Promise<Rehydrated> => {
    const told = await Promise.race(running.values());
    running.delete(told.picture);
    return told;
  };
  for await (const picture of pictures) {
    const work = rehydrate(picture, options);
    work.catch(() => undefined); // is thrown where it is awaited
    running.set(picture, work);
    if (running.size >= atATime) yield await next();
  }
  while (running.size > 0) yield await next();
}
