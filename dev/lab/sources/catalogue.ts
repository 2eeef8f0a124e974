import type { Corpus } from '../corpus/corpus.js';
import type { Picture } from '../corpus/picture.js';
import { stableHash } from '../corpus/stable-hash.js';
import { faultOf, USUAL_FAULTS, type FaultLevel, type ForcedFault } from '../faults/fault-table.js';
import type { Links } from './links.js';
import { parseKeyword, type Keyword, type TroubleKind } from './keyword.js';

/** One search result: the picture and the address that this source gives for it. */
export interface Listed {
  picture: Picture;
  url: string;
}

export interface SearchResult {
  listed: readonly Listed[];
  trouble: TroubleKind | null;
}

// Google and Bing hold complementary halves, and so do Openverse and Commons; across the pairs the halves overlap by half.
const HALF = {
  google: { bit: 0, value: 0 },
  bing: { bit: 0, value: 1 },
  openverse: { bit: 1, value: 0 },
  wikimedia: { bit: 1, value: 1 },
  inaturalist: { bit: 2, value: 0 },
  gbif: { bit: 2, value: 1 },
  smithsonian: { bit: 3, value: 0 },
  met: { bit: 3, value: 1 },
  europeana: { bit: 4, value: 0 },
  nasa: { bit: 4, value: 1 },
};
/** These hold a half of their own each, scattered: any two overlap by half. */
const SCATTERED = ['flickr', 'unsplash', 'pexels', 'pixabay', 'brave', 'duckduckgo', 'baidu'] as const;
export type SourceName = keyof typeof HALF | (typeof SCATTERED)[number];

const REMEMBERED = 200;

/** What each source holds, and in which order it lists it. */
export class Catalogue {
  private readonly results = new Map<string, readonly Listed[]>();
  private readonly requests = new Map<string, number>();

  constructor(
    private readonly corpus: Corpus,
    private readonly links: Links,
    private readonly level: FaultLevel,
  ) {}

  /** Everything that the source has for a query, in its order, and whether it is to answer with an error instead. */
  search(source: SourceName, query: string, isFirstPage: boolean): SearchResult {
    const { trouble } = parseKeyword(query);
    return {
      listed: trouble?.kind === 'empty' ? [] : this.list(source, query),
      trouble: trouble && this.applies(`${source} ${query}`, trouble.when, isFirstPage) ? trouble.kind : null,
    };
  }

  holds(source: SourceName, picture: Picture): boolean {
    if (!isHalved(source)) return stableHash(picture.id, source) % 2 === 0;
    const { bit, value } = HALF[source];
    // Neighbours in the corpus are alike, so taking turns halves every keyword evenly.
    return (((picture.ordinal + picture.variant) >>> bit) & 1) === value;
  }

  private list(source: SourceName, query: string): readonly Listed[] {
    const key = `${source} ${query}`;
    const known = this.results.get(key);
    if (known) return known;
    const { words, fault, trouble } = parseKeyword(query);
    const found = words.length === 0 && !fault && !trouble ? [] : this.corpus.search(words);
    const listed = found
      .filter((picture) => this.holds(source, picture))
      .map((picture, i) => ({ picture, url: this.links.image(picture, this.forced(fault, picture, i)) }));
    if (this.results.size >= REMEMBERED) this.results.clear();
    this.results.set(key, listed);
    return listed;
  }

  private forced(fault: Keyword['fault'], picture: Picture, position: number): ForcedFault | null {
    if (fault === 'all') return USUAL_FAULTS[position % USUAL_FAULTS.length] ?? null;
    if (fault) return fault;
    // Disallowed by robots.txt shows in the path, so the listing has to know it.
    return faultOf(picture.id, this.level) === 'robots' ? 'robots' : null;
  }

  private applies(key: string, when: 'always' | 'once' | 'later', isFirstPage: boolean): boolean {
    if (when === 'always') return true;
    if (when === 'later') return !isFirstPage;
    const request = (this.requests.get(key) ?? 0) + 1;
    this.requests.set(key, request);
    return request % 2 === 1;
  }
}

function isHalved(source: SourceName): source is keyof typeof HALF {
  return source in HALF;
}
