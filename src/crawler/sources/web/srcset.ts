const MAX_CANDIDATES = 200;

/** One address of a `srcset`. A width says more than a density, so the larger of either is compared on its own. */
export interface SrcsetCandidate {
  url: string;
  /** Pixels, from a `w` descriptor. */
  width: number | null;
  /** From an `x` descriptor, 1 when there is none. */
  density: number;
}

/** Reads a `srcset` as browsers do: an address runs to the next white space, so it may hold commas inside. Never throws. */
export function parseSrcset(srcset: string): SrcsetCandidate[] {
  const found: SrcsetCandidate[] = [];
  let rest = srcset;
  while (found.length < MAX_CANDIDATES) {
    rest = rest.replace(/^[\s,]+/, '');
    const [word = ''] = /^\S+/.exec(rest) ?? [];
    if (word === '') break;
    rest = rest.slice(word.length);
    const url = word.replace(/,+$/, '');
    let descriptors = '';
    if (url === word) {
      descriptors = /^[^,(]*(?:\([^)]*\)[^,(]*)*/.exec(rest)?.[0] ?? '';
      rest = rest.slice(descriptors.length);
    }
    const candidate = described(url, descriptors.trim().split(/\s+/));
    if (candidate) found.push(candidate);
  }
  return found;
}

/** The address of the largest picture: by width where widths are given, else by density, the first of equals. */
export function largestOf(candidates: readonly SrcsetCandidate[]): SrcsetCandidate | null {
  const sized = candidates.filter(({ width }) => width !== null);
  const among = sized.length > 0 ? sized : candidates;
  const size = ({ width, density }: SrcsetCandidate): number => width ?? density;
  return among.reduce<SrcsetCandidate | null>((best, each) => (best && size(best) >= size(each) ? best : each), null);
}

function described(url: string, descriptors: readonly string[]): SrcsetCandidate | null {
  if (url === '') return null;
  let width: number | null = null;
  let density = 1;
  for (const descriptor of descriptors) {
    if (/^\d{1,6}w$/.test(descriptor)) width = Number.parseInt(descriptor, 10);
    else if (/^\d{1,3}(\.\d{1,6})?x$/.test(descriptor)) density = Number.parseFloat(descriptor);
  }
  return { url, width, density };
}
