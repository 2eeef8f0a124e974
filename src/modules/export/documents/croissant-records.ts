import type { CroissantPictures } from './dataset-layout.js';

const COLUMNS = {
  path: 'sc:Text',
  member: 'sc:Text',
  split: 'sc:Text',
  label: 'sc:Text',
  label_id: 'sc:Integer',
  width: 'sc:Integer',
  height: 'sc:Integer',
  bytes: 'sc:Integer',
  sha256: 'sc:Text',
  source_sha256: 'sc:Text',
  license: 'sc:Text',
  license_url: 'sc:Text',
  creator: 'sc:Text',
  title: 'sc:Text',
  attribution: 'sc:Text',
  source: 'sc:Text',
  page_url: 'sc:Text',
  image_url: 'sc:Text',
} as const;

/** Fields of the records of images: the columns of the manifest, and the picture itself where one can be had. */
export function croissantFields(manifest: string, pictures: CroissantPictures | undefined): object[] {
  const content = pictures?.content;
  const columns = Object.entries(COLUMNS).map(([name, type]) => {
    const inManifest = { fileObject: { '@id': manifest }, extract: { column: name } };
    const joins = content !== undefined && name === 'path';
    return {
      '@type': 'cr:Field',
      '@id': `images/${name}`,
      name,
      dataType: name === 'label' ? [type, 'cr:Label'] : type,
      source: joins ? content.path : inManifest,
      ...(joins && { references: inManifest }),
      ...(name === 'split' && { references: { field: { '@id': 'splits/name' } } }),
    };
  });
  if (!content) return columns;
  const image = {
    '@type': 'cr:Field',
    '@id': 'images/image',
    name: 'image',
    dataType: 'sc:ImageObject',
    source: content.source,
  };
  return [image, ...columns];
}
