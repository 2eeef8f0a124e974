import { largestOf, parseSrcset, type SrcsetCandidate } from './srcset.js';

type Attributes = Readonly<Record<string, string>>;

/** What lazy loaders keep the real address in until the picture is scrolled to. The full-size ones come first. */
const LAZY = [
  'data-full-src',
  'data-hi-res-src',
  'data-zoom-image',
  'data-large-file',
  'data-orig-file',
  'data-original',
  'data-lazy-src',
  'data-lazy',
  'data-src',
  'data-image',
  'data-echo',
  'data-url',
];
const LAZY_SETS = ['data-srcset', 'data-lazy-srcset', 'srcset'];

/** Every address that an `img` names, the best first. `sources`: of the `picture` around it. */
export function addressesOf(attributes: Attributes, sources: readonly SrcsetCandidate[]): string[] {
  const sets = LAZY_SETS.flatMap((name) => parseSrcset(attributes[name] ?? ''));
  const best = largestOf([...sources, ...sets]);
  const lazy = LAZY.map((name) => attributes[name]);
  return [best?.url, ...lazy, attributes['src']].filter((url) => url !== undefined).filter(isAddress);
}

/** What a `source` of a `picture` offers. */
export const sourceCandidates = (attributes: Attributes): SrcsetCandidate[] =>
  (attributes['type'] ?? '').includes('svg')
    ? []
    : ['srcset', 'data-srcset']
        .flatMap((name) => parseSrcset(attributes[name] ?? ''))
        .filter(({ url }) => isAddress(url));

/** A `src` that only keeps the place is a `data:` address; drawings of icons are no pictures either. */
function isAddress(url: string): boolean {
  const text = url.trim();
  return text !== '' && !/^(data|blob|javascript|about):/i.test(text) && !/\.svgz?(?:[?#]|$)/i.test(text);
}
