import { SourceFailure } from '../image-source.js';

/** The keyword without what Lucene-like query parsers take for operators. Throws `bad_request` when nothing is left. */
export function luceneWords(keyword: string): string {
  const words = keyword
    .replace(/[!(){}[\]^"~*?:\\/&|<>=,;]+/g, ' ')
    .replace(/(^|\s)[-+]+/g, '$1')
    .replace(/\b(?:AND|OR|NOT|TO)\b/g, (operator) => operator.toLowerCase())
    .replace(/\s+/g, ' ')
    .trim();
  if (words === '') throw new SourceFailure('bad_request', 'the keyword has no word to search for');
  return words;
}
