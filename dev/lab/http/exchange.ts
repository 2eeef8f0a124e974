import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** One request with the few ways in which the lab answers. */
export class Exchange {
  readonly url: URL;

  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
  ) {
    this.url = new URL(request.url ?? '/', 'http://lab');
  }

  get method(): string {
    return this.request.method ?? 'GET';
  }

  query(name: string): string | null {
    return this.url.searchParams.get(name);
  }

  json(body: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, 'application/json; charset=utf-8', JSON.stringify(body), headers);
  }

  html(body: string, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, 'text/html; charset=utf-8', body, headers);
  }

  text(body: string, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, 'text/plain; charset=utf-8', body, headers);
  }

  redirect(location: string, status = 302): void {
    this.send(status, 'text/html; charset=utf-8', '', { location });
  }

  send(status: number, type: string, body: string | Buffer, headers: OutgoingHttpHeaders = {}): void {
    const length = Buffer.byteLength(body);
    this.response.writeHead(status, { 'content-type': type, 'content-length': length, ...headers });
    this.response.end(this.method === 'HEAD' ? undefined : body);
  }

  /** The request body as text, at most 1 MB. */
  async body(): Promise<string> {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of this.request as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > 1_000_000) throw new RangeError('Body over 1 MB');
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString('utf8');
  }
}

/** Text that is safe inside HTML and double-quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;');
}
