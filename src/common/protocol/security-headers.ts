const COMMON = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
} as const;

/** Nothing that the API answers is a page, so a browser that shows it anyway may load nothing. */
const NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** What Swagger UI loads: its own files, inline styles, and images as data. */
const SWAGGER_UI =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Headers that every answer carries, by path. */
export function securityHeaders(path: string): Record<string, string> {
  const isDocs = path === '/docs' || path.startsWith('/docs/');
  return { ...COMMON, 'Content-Security-Policy': isDocs ? SWAGGER_UI : NOTHING };
}
