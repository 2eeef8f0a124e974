import type { Exchange } from '../../http/exchange.js';
import type { Listed } from '../catalogue.js';
import { stableHash } from '../../corpus/stable-hash.js';
import { answerTrouble, type Refusals } from '../trouble.js';
import type { Site, World } from '../world.js';

const BASE = '/public/collection/v1';
const PER_SECOND = 200;

const message = (text: string, status: number) => (x: Exchange) => x.json({ message: text }, status);

const REFUSALS: Refusals = { 'bad-request': message('Bad request', 400) };

/** The Met's Collection API v1: a search that names ids, and the objects. */
export function met(world: World): Site {
  // An object's address has no keyword, so what a search found is remembered by its id.
  const known = new Map<number, Listed>();
  let second = 0;
  let taken = 0;

  return async (x, path) => {
    const now = Math.floor(performance.now() / 1_000);
    taken = now === second ? taken + 1 : 1;
    second = now;
    if (taken > PER_SECOND) return x.html('<h1>403 Forbidden</h1>', 403); // its edge does not care for bursts
    if (path === `${BASE}/search`) return search(world, known, x);
    const id = Number(/\/objects\/(\d+)$/.exec(path)?.[1]);
    const found = known.get(id);
    if (!found) return message('ObjectID not found', 404)(x);
    x.json(object(id, found, world));
  };
}

async function search(world: World, known: Map<number, Listed>, x: Exchange): Promise<void> {
  const q = x.query('q') ?? '';
  if (q === '') return message('q is required', 400)(x);
  const { listed, trouble } = world.catalogue.search('met', q, true);
  if (await answerTrouble(x, trouble, REFUSALS)) return;
  const objectIDs = listed.map((found) => {
    const id = 1 + (stableHash(found.url, 'met') % 900_000_000);
    known.set(id, found);
    return id;
  });
  // One that was withdrawn is still named for a while.
  if (objectIDs.length > 0) objectIDs.splice(1, 0, 999_999_999);
  x.json({ total: objectIDs.length, objectIDs: objectIDs.length > 0 ? objectIDs : null });
}

function object(objectID: number, { picture, url }: Listed, { links }: World) {
  const isPublicDomain = picture.ordinal % 4 !== 3;
  return {
    objectID,
    isHighlight: false,
    isPublicDomain,
    primaryImage: isPublicDomain ? url : '',
    primaryImageSmall: isPublicDomain ? links.thumbnail(picture, 200) : '',
    additionalImages: [],
    title: picture.title,
    objectName: 'Photograph',
    artistDisplayName: picture.creator,
    objectDate: '2025',
    department: 'Photographs',
    medium: 'Digital',
    classification: picture.labels[0] ?? '',
    culture: '',
    creditLine: 'Lab purchase',
    accessionNumber: picture.id,
    objectURL: links.page(picture),
    rightsAndReproduction: '',
    metadataDate: '2025-03-01T10:00:00Z',
    tags: picture.labels.length > 0 ? picture.labels.map((term) => ({ term, AAT_URL: '', Wikidata_URL: '' })) : null,
    constituents: null,
  };
}
