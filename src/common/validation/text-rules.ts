/** C0 and C1 controls except TAB, LF and CR; line and paragraph separators; direction overrides and isolates. */
const FORBIDDEN = /[^\P{Cc}\t\n\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
const LONE_SURROGATE = /\p{Surrogate}/u;
const LINE_BREAK = /[\t\n\r]/u;
/** Something that a reader can see; U+2800 is a blank that Unicode counts as a symbol. */
const VISIBLE = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\u2800]/u;

/** What a search can look for: a letter or digit of any script, or a pictograph, which flags are made of two of. */
const WORD = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/** Length as people and PostgreSQL count it: code points, so an emoji of one code point counts 1. */
export function codePoints(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** Why the characters of `text` are not acceptable, or null. Empty text is acceptable: length has its own rule. */
export function characterFault(text: string, multiline = false): string | null {
  if (LONE_SURROGATE.test(text)) return 'must not hold unpaired surrogates';
  if (FORBIDDEN.test(text)) return 'must not hold control characters or direction overrides';
  if (!multiline && LINE_BREAK.test(text)) return 'must be a single line';
  if (text !== '' && !VISIBLE.test(text)) return 'must hold a visible character';
  return null;
}

/** Why there is nothing in `text` that could be searched for, or null. Empty text is acceptable here too. */
export const wordFault = (text: string): string | null =>
  text === '' || WORD.test(text) ? null : 'must hold a letter, a digit or an emoji';

/** Key under which two texts count as equal: NFC, case folded. */
export function foldedKey(text: string): string {
  return text.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}
