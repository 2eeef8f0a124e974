import { basePictures } from './base-pictures.js';
import { swellingFiles } from './swelling-files.js';
import { cutFiles } from './cut-files.js';
import type { Family } from './hostile-file.js';
import { lyingHeaders } from './lying-headers.js';
import { oddPictures } from './odd-pictures.js';
import { otherFiles } from './other-files.js';

/** Everything that strangers' servers may send in place of a plain picture, made here: no binary lies in the repository. */
export async function hostileFiles(): Promise<Family[]> {
  const base = await basePictures();
  return [
    ...(await oddPictures(base)),
    ...(await otherFiles(base)),
    ...(await swellingFiles(base)),
    ...lyingHeaders(base),
    ...cutFiles(base),
  ];
}
