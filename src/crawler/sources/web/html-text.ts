const SNIFFED_BYTES = 4_096;

/** The text of a page: by its byte order mark, else the Content-Type, else what the page says itself, else UTF-8. */
export function htmlOf(body: Buffer, contentType: string): string {
  const head = body.toString('latin1', 0, SNIFFED_BYTES);
  const said =
    /charset\s*=\s*["']?([\w:-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]{1,200}charset\s*=\s*["']?\s*([\w:-]+)/i.exec(head)?.[1] ??
    /^<\?xml[^>]{1,200}encoding\s*=\s*["']([\w:-]+)/i.exec(head)?.[1];
  return decoderFor(markOf(body) ?? said).decode(body);
}

function markOf(body: Buffer): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : undefined;
}

function decoderFor(label: string | undefined): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder(); // a name that nobody knows
  }
}
