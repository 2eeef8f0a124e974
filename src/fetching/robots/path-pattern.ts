/** What RFC 3986 calls unreserved: the only octets whose encoded and plain forms mean the same. */
const UNRESERVED = /^[\w.~-]$/;
/** Everything that may stand in a path as it is. */
const PLAIN = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/gu;

/** A path with its query in the one spelling that RFC 9309 compares: ~ for %7E, %C3%A9 for é, %2A for a literal *. */
export function comparablePath(path: string): string {
  return spelledOnce(path).replaceAll('*', '%2A').replaceAll('$', '%24');
}

/** A pattern in the same spelling; `*` and a final `$` keep their meaning. */
export function comparablePattern(pattern: string): string {
  const anchored = pattern.endsWith('$');
  const spelled = spelledOnce(anchored ? pattern.slice(0, -1) : pattern).replaceAll('$', '%24');
  return anchored ? `${spelled}$` : spelled;
}

/** Whether the pattern matches from the start of the path. Takes time proportional to both, whatever the pattern. */
export function matchesPath(pattern: string, path: string): boolean {
  const anchored = pattern.endsWith('$');
  const [first = '', ...rest] = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  if (!path.startsWith(first)) return false;
  const last = anchored ? rest.pop() : undefined;
  let at = first.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  if (!anchored) return true;
  if (last === undefined) return at === path.length;
  return path.length - last.length >= at && path.endsWith(last);
}

function spelledOnce(text: string): string {
  return text
    .toWellFormed()
    .replace(PLAIN, (char) => encodeURIComponent(char))
    .replace(/%([\da-f]{2})/gi, (code: string, hex: string) => {
      const char = String.fromCharCode(Number.parseInt(hex, 16));
      return UNRESERVED.test(char) ? char : code.toUpperCase();
    });
}
