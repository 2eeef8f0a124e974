import { foldWords } from '../corpus/words.js';
import { isFaultName, type ForcedFault } from '../faults/fault-table.js';

const TROUBLES = [
  'blocked',
  'consent',
  'rate-limited',
  'empty',
  'shape-changed',
  'upstream',
  'auth',
  'quota',
  'bad-request',
  'slow',
  'hang',
] as const;

/** How a source can refuse to search. */
export type TroubleKind = (typeof TROUBLES)[number];

export interface Trouble {
  kind: TroubleKind;
  /** `once`: every second request of the same kind; `later`: every page but the first. */
  when: 'always' | 'once' | 'later';
}

/** A keyword taken apart into what to look for and what to play. */
export interface Keyword {
  /** Folded. Empty together with a fault or a trouble: everything matches. */
  words: string[];
  /** Fault to force on every result; `all` deals the usual ones out in turn, `none` switches them off. */
  fault: ForcedFault | 'all' | null;
  trouble: Trouble | null;
}

// Adapters may have to escape or drop a colon (it is an operator in Commons' search), so a space or a backslash serves too.
const MAGIC = /(?<![\p{L}\p{N}])(fault|source)[\\:\s]+([a-z0-9-]+)/giu;
// Cirrus search operators; the lab holds bitmaps only, so none of them narrows anything.
const OPERATORS =
  /(?<!\S)-?(?:filetype|filemime|fileres|filesize|filew|fileh|haslicense|insource|incategory|intitle):\S+/gi;

/** Reads the magic words `fault:<kind>` and `source:<kind>[-once|-later]` (README.md) out of a query. */
export function parseKeyword(query: string): Keyword {
  const keyword: Keyword = { words: [], fault: null, trouble: null };
  const rest = query.replaceAll(OPERATORS, ' ').replaceAll(MAGIC, (text, subject: string, kind: string) => {
    const known = subject.toLowerCase() === 'fault' ? setFault(keyword, kind) : setTrouble(keyword, kind);
    return known ? ' ' : text;
  });
  keyword.words = foldWords(rest);
  return keyword;
}

function setFault(keyword: Keyword, text: string): boolean {
  const kind = text.toLowerCase();
  if (kind !== 'all' && kind !== 'none' && !isFaultName(kind)) return false;
  keyword.fault = kind;
  return true;
}

function setTrouble(keyword: Keyword, text: string): boolean {
  const [, name = '', when = 'always'] = /^(.+?)(?:-(once|later))?$/.exec(text.toLowerCase()) ?? [];
  const kind = TROUBLES.find((known) => known === name);
  if (!kind || (when !== 'always' && when !== 'once' && when !== 'later')) return false;
  keyword.trouble = { kind, when };
  return true;
}
