const MAX_URL_LENGTH = 4_096;
const MAX_DIMENSION = 1_000_000;

/** An answer's JSON; undefined when it is none. */
export function parseJson(body: Buffer | string): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return value;
  } catch {
    return undefined;
  }
}

/** A JSON object's fields; an empty record for everything else, null included. */
export function fields(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a JSON array; null for everything else. */
export function elements(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** A whole number in the given range, also when it comes as a string of digits. */
export function wholeNumber(value: unknown, min: number, max: number): number | null {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max ? number : null;
}

/** Width or height in pixels; null for the 0 and -1 that stand for unknown. */
export function pixels(value: unknown): number | null {
  return wholeNumber(value, 1, MAX_DIMENSION);
}

/** An absolute http(s) address without credentials and fragment; null for everything else. */
export function webUrl(value: unknown, base?: string): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL_LENGTH) return null;
  const url = URL.parse(value, base);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  if (url.username !== '' || url.password !== '') return null;
  url.hash = '';
  return url.href;
}
