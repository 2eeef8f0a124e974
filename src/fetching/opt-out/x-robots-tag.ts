const REFUSING = new Set(['noai', 'noimageai', 'noindex', 'noimageindex', 'noml', 'none']);
/** Directives with a value; their colon does not name an agent. */
const VALUED = new Set(['unavailable_after', 'max-snippet', 'max-image-preview', 'max-video-preview']);

/**
 * The directive that keeps a picture out of a data set, with the agent it was said to; null when there is none. One
 * value per header line: an agent's name holds to the end of its line, or to the next name.
 */
export function refusalInRobotsTag(lines: readonly string[], token: string): string | null {
  for (const line of lines) {
    let agent: string | null = null;
    for (const part of line.split(',')) {
      const [, name = '', rest = ''] = /^\s*([\w-]+|\*)\s*:(.*)$/s.exec(part) ?? [];
      const names = name !== '' && !VALUED.has(name.toLowerCase());
      if (names) agent = name.toLowerCase();
      const directive = (names ? rest : part).trim().toLowerCase();
      if (REFUSING.has(directive) && (agent === null || agent === '*' || agent === token)) {
        return agent === null ? directive : `${agent}: ${directive}`;
      }
    }
  }
  return null;
}
