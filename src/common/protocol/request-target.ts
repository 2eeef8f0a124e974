import type { Problem } from '../problem/problem.js';
import { InvalidCharacters, MalformedRequest } from '../problem/request.problems.js';

/** Why the bytes of a request target (path and query, as sent) cannot be read, or null. */
export function targetFault(target: string): Problem | null {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  if (!isDecodable(path) || path.includes('%00'))
    return new MalformedRequest('The path is not percent-encoded UTF-8 text');
  if (!isDecodable(query)) return new MalformedRequest('The query is not percent-encoded UTF-8 text');
  if (query.includes('%00'))
    return new InvalidCharacters([
      { parameter: parameterWithNul(query), code: 'invalid-characters', message: 'holds NUL' },
    ]);
  return null;
}

function isDecodable(text: string): boolean {
  if (!text.includes('%')) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function parameterWithNul(query: string): string {
  const pair = query.split('&').find((part) => part.includes('%00')) ?? '';
  return pair.split('=')[0]?.replaceAll('%00', '') ?? '';
}
