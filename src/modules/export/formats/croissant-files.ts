import type { CroissantPictures } from '../documents/dataset-layout.js';

const TYPES = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', gif: 'image/gif' };

/** mlcroissant joins paths only once they are texts, and every transform makes them that. */
const AS_TEXT = { regex: '^(.+)$' };

/** Pictures that are files of the archive: `path` of the manifest tells which. `folders`: patterns without a file name. */
export const looseFiles = (folders: string[]): CroissantPictures => ({
  distribution: [
    {
      '@type': 'cr:FileSet',
      '@id': 'image-files',
      name: 'image-files',
      encodingFormat: Object.values(TYPES),
      includes: folders.flatMap((folder) => Object.keys(TYPES).map((extension) => `${folder}/*.${extension}`)),
    },
  ],
  content: {
    source: { fileSet: { '@id': 'image-files' }, extract: { fileProperty: 'content' } },
    path: { fileSet: { '@id': 'image-files' }, extract: { fileProperty: 'fullpath' }, transform: AS_TEXT },
  },
});
