import { basePictures } from '../../lab/files/hostile/base-pictures.js';
import { MUTATIONS } from './mutate.js';
import { seeded } from './seeded.js';

export interface MutatedFile {
  /** What was done to it. */
  mutation: string;
  bytes: Buffer;
}

/** As many spoilt pictures of all formats, the same in every run; every mutation gets its share. */
export async function* mutatedFiles(count: number, seed = 1): AsyncGenerator<MutatedFile> {
  const random = seeded(seed);
  const names = Object.keys(MUTATIONS);
  let pictures: Buffer[] = [];
  for (let n = 0; n < count; n++) {
    if (n % 500 === 0) pictures = Object.values<Buffer>({ ...(await basePictures(n / 500, 48 + random(60))) });
    const mutation = names[n % names.length]!;
    const [bytes, other] = [pictures[random(pictures.length)]!, pictures[random(pictures.length)]!];
    yield { mutation, bytes: MUTATIONS[mutation]!(bytes, random, other) };
  }
}
