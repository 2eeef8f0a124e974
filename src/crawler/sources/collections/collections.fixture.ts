/** An iNaturalist observation with one photo, as recorded. */
export const observation = (n: number, photo: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  id: n,
  uri: `https://www.inaturalist.org/observations/${n}`,
  license_code: 'cc-by',
  taxon: { id: 3, name: 'Aves', preferred_common_name: 'birds' },
  user: { login: 'x', name: 'X Y' },
  photos: [
    {
      id: n * 10,
      license_code: 'cc-by',
      attribution: '(c) X Y, some rights reserved (CC BY)',
      url: `https://inaturalist-open-data.s3.amazonaws.com/photos/${n}/square.jpg`,
      original_dimensions: { width: 2048, height: 1536 },
      flags: [],
      ...photo,
    },
  ],
  ...more,
});

/** A GBIF occurrence with the media given. */
export const occurrence = (key: number, media: unknown[]) => ({
  key,
  scientificName: 'Parus major Linnaeus, 1758',
  license: 'http://creativecommons.org/publicdomain/zero/1.0/legalcode',
  media,
});

export const medium = (more: Record<string, unknown> = {}) => ({
  type: 'StillImage',
  format: 'image/jpeg',
  identifier: 'https://museum.example/original.jpg',
  references: 'https://museum.example/record/1',
  creator: 'A. Person',
  license: 'http://creativecommons.org/licenses/by/4.0/legalcode',
  rightsHolder: 'The museum',
  title: 'Great tit',
  ...more,
});

/** A Smithsonian row with one CC0 picture. */
export const smithsonianRow = (n: number, media: Record<string, unknown> = {}) => ({
  id: `edanmdm-saam_${n}`,
  title: 'Barn',
  unitCode: 'SAAM',
  url: `edanmdm:saam_${n}`,
  content: {
    descriptiveNonRepeating: {
      title: { label: 'Title', content: 'Red Barn' },
      record_ID: `saam_${n}`,
      record_link: `https://americanart.si.edu/collections/object/${n}`,
      guid: `http://n2t.net/ark:/65665/${n}`,
      unit_code: 'SAAM',
      data_source: 'Smithsonian American Art Museum',
      metadata_usage: { access: 'CC0' },
      online_media: {
        mediaCount: 1,
        media: [
          {
            type: 'Images',
            idsId: `SAAM-${n}`,
            content: `https://ids.si.edu/ids/deliveryService?id=SAAM-${n}`,
            thumbnail: `https://ids.si.edu/ids/deliveryService?id=SAAM-${n}&max=90`,
            usage: { access: 'CC0' },
            ...media,
          },
        ],
      },
    },
    freetext: { name: [{ label: 'Artist', content: 'A. Person, born 1850' }] },
    indexedStructured: {},
  },
});

export const metObject = (objectID: number, more: Record<string, unknown> = {}) => ({
  objectID,
  isPublicDomain: true,
  primaryImage: `https://images.metmuseum.org/CRDImages/ep/original/${objectID}.jpg`,
  primaryImageSmall: `https://images.metmuseum.org/CRDImages/ep/web-large/${objectID}.jpg`,
  additionalImages: [],
  title: 'Red Barn',
  objectName: 'Painting',
  artistDisplayName: 'A. Person',
  objectURL: `https://www.metmuseum.org/art/collection/search/${objectID}`,
  rightsAndReproduction: '',
  tags: null,
  constituents: null,
  ...more,
});

export const europeanaItem = (n: number, more: Record<string, unknown> = {}) => ({
  id: `/2022704/${n}`,
  title: ['Red Barn', 'Rote Scheune'],
  dcCreator: ['A. Person'],
  dataProvider: ['A Library'],
  provider: ['An Aggregator'],
  country: ['Spain'],
  type: 'IMAGE',
  rights: ['http://creativecommons.org/publicdomain/zero/1.0/'],
  edmIsShownBy: [`https://library.example/${n}.jpg`],
  edmIsShownAt: [`https://library.example/${n}`],
  edmPreview: [`https://api.europeana.eu/thumbnail/v2/${n}.json`],
  guid: `https://www.europeana.eu/item/2022704/${n}`,
  ...more,
});

/** A NASA item that names its thumbnail and whatever else is given. */
export const nasaRecord = (id: string, data: Record<string, unknown> = {}, files: Record<string, unknown>[] = []) => ({
  href: `https://images-assets.nasa.gov/image/${id}/collection.json`,
  data: [
    {
      nasa_id: id,
      title: 'Red barn on Mars',
      description: 'A barn.',
      media_type: 'image',
      center: 'JPL',
      date_created: '2012-01-01T00:00:00Z',
      keywords: ['Mars'],
      ...data,
    },
  ],
  links: [
    { href: `https://images-assets.nasa.gov/image/${id}/${id}~thumb.jpg`, rel: 'preview', render: 'image' },
    ...files,
  ],
});
