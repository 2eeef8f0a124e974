import { Parser } from 'htmlparser2';

const MAX_HTML = 20_000;

/** One line of text that any database and file format takes: no control characters, no broken surrogates. '' → null. */
export function plainText(value: unknown, maxLength = 500): string | null {
  if (typeof value !== 'string') return null;
  const line = value
    .slice(0, maxLength * 4)
    .replace(/[\p{Cc}\p{Cs}\p{Co}\u2028\u2029]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  return [...line].slice(0, maxLength).join('').trim() || null;
}

/** The text of an HTML fragment, and where its first link leads (as written). */
export function htmlText(value: unknown, maxLength = 500): { text: string | null; href: string | null } {
  if (typeof value !== 'string') return { text: null, href: null };
  let text = '';
  let href: string | null = null;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      if (name === 'a') href ??= attributes['href'] ?? null;
      if (name === 'br' || name === 'p' || name === 'div') text += ' ';
    },
    ontext: (piece) => (text += piece),
  });
  parser.end(value.slice(0, MAX_HTML));
  return { text: plainText(text, maxLength), href };
}
