import { foldedKey } from '../../common/validation/text-rules.js';

/** The first of those that are equal, case aside; in their order. */
export function distinctKeywords(keywords: readonly string[]): string[] {
  const seen = new Map<string, string>();
  for (const keyword of keywords) {
    const key = foldedKey(keyword);
    if (!seen.has(key)) seen.set(key, keyword);
  }
  return [...seen.values()];
}
