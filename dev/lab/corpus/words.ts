/** Case-folded words without accents and without plural endings, so that "Mangoes" finds "mango". */
export function foldWords(text: string): string[] {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return (plain.match(/[\p{L}\p{N}]+/gu) ?? []).map(singular);
}

function singular(word: string): string {
  if (word.length < 4 || !word.endsWith('s') || /(?:ss|us|is)$/.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  return /(?:o|x|ch|sh)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}
