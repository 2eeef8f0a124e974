import type { CroissantPictures } from '../documents/dataset-layout.js';

const IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

/** Pictures that are files of the archive: `path` of the manifest tells which. */
export const looseFiles = (includes: string[]): CroissantPictures => ({
  distribution: [
    {
      '@type': 'cr:FileSet',
      '@id': 'image-files',
      name: 'image-files',
      encodingFormat: IMAGE_TYPES,
      includes,
    },
  ],
  source: { fileSet: { '@id': 'image-files' }, extract: { fileProperty: 'content' } },
  joinBy: { source: { fileSet: { '@id': 'image-files' }, extract: { fileProperty: 'fullpath' } }, column: 'path' },
});
