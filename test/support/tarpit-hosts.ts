import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import sharp from 'sharp';
import { ImageSource, type SourcePage } from '../../src/crawler/sources/image-source.js';

const PAGE = 100;

/** Many web servers, each a host of its own to a crawler: good ones with a picture each, and ones that never answer. */
export class TarpitHosts {
  private constructor(
    private readonly servers: Server[],
    /** `host:port` of all. */
    readonly origins: string[],
    readonly good: string[],
    readonly tarpits: string[],
  ) {}

  static async start(count: number): Promise<TarpitHosts> {
    const servers: Server[] = [];
    const origins: string[] = [];
    const listen = async (listener: RequestListener): Promise<string> => {
      const server = createServer(listener).listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('not listening on a port');
      origins.push(`127.0.0.1:${address.port}`);
      return `http://127.0.0.1:${address.port}`;
    };
    const good: string[] = [];
    const tarpits: string[] = [];
    for (let i = 0; i < 3 * count; i++) {
      const picture = await pictureNumber(i);
      const serve: RequestListener = ({ url }, res) =>
        url?.startsWith('/picture')
          ? res.writeHead(200, { 'content-type': 'image/png' }).end(picture)
          : res.writeHead(404).end();
      good.push(`${await listen(serve)}/picture.png`);
    }
    for (let i = 0; i < count; i++) tarpits.push(`${await listen(silence)}/picture.png`);
    return new TarpitHosts(servers, origins, good, tarpits);
  }

  stop(): void {
    for (const server of this.servers) {
      server.closeAllConnections();
      server.close();
    }
  }
}

const silence: RequestListener = () => undefined;

/** A small PNG that no other number has. */
async function pictureNumber(n: number): Promise<Buffer> {
  const pixels = Buffer.from(Array.from({ length: 32 * 32 * 3 }, (_, i) => (i * (n + 3) * 7 + n) % 251));
  pixels.writeUInt32BE(n);
  return sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
    .png()
    .toBuffer();
}

/** Names the addresses that a test gives to each keyword. */
export class ListedSource extends ImageSource {
  readonly name = 'wikimedia';
  readonly configured = true;
  readonly lists = new Map<string, string[]>();
  readonly policy = {
    mode: 'api',
    bulk: 'yes',
    training: 'yes',
    hotlink: 'allowed',
    attribution: 'none',
    downloadTracking: false,
    note: 'A stand-in',
    url: 'https://list.example/terms',
  } as const;

  async search({ keyword }: { keyword: string }, cursor: string | null): Promise<SourcePage> {
    const from = Number(cursor ?? 0);
    const list = this.lists.get(keyword) ?? [];
    const unknown = { pageUrl: null, title: null, creator: null, license: null, licenseUrl: null, attribution: null };
    const items = list.slice(from, from + PAGE).map((url) => ({ url, width: null, height: null, ...unknown }));
    return { items, next: from + PAGE < list.length ? String(from + PAGE) : null };
  }
}
