import { comparablePath, comparablePattern, matchesPath } from '../robots/path-pattern.js';

/** One entry of /.well-known/tdmrep.json. Plain data. */
export interface TdmRule {
  pattern: string;
  reserved: boolean;
  /** The entry as it stands, shortened. */
  text: string;
}

const MAX_RULES = 5_000;

/** The entries in their order. Never throws: what is no list of entries reserves nothing. */
export function parseTdmRep(text: string): TdmRule[] {
  const list = jsonOf(text);
  if (!Array.isArray(list)) return [];
  return list.slice(0, MAX_RULES).flatMap((entry: unknown): TdmRule[] => {
    if (typeof entry !== 'object' || entry === null || !('location' in entry)) return [];
    const reservation: unknown = 'tdm-reservation' in entry ? entry['tdm-reservation'] : undefined;
    if (typeof entry.location !== 'string' || (reservation !== 0 && reservation !== 1)) return [];
    const shown = JSON.stringify(entry).slice(0, 400);
    return [{ pattern: comparablePattern(entry.location), reserved: reservation === 1, text: shown }];
  });
}

/** The first entry that matches decides; null: nothing is reserved there. */
export function reservedBy(rules: readonly TdmRule[], pathAndQuery: string): TdmRule | null {
  const path = comparablePath(pathAndQuery);
  const first = rules.find(({ pattern }) => matchesPath(pattern, path));
  return first?.reserved === true ? first : null;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}
