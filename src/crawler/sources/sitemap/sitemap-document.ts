import { Parser } from 'htmlparser2';

const IMAGE_NAMESPACE = /^https?:\/\/www\.google\.com\/schemas\/sitemap-image\/1\.1$/;
const MAX_TEXT = 4_096;
/** As the image extension allows. */
const MAX_IMAGES_PER_URL = 1_000;

/** A picture as a sitemap names it; addresses as written. */
export interface SitemapImage {
  url: string;
  title: string | null;
  license: string | null;
}

/** One `url` or `sitemap` element. */
export interface SitemapEntry {
  url: string;
  images: SitemapImage[];
}

/** Reads a sitemap or an index of sitemaps piece by piece and hands its entries over as they end. */
export class SitemapDocument {
  kind: 'index' | 'urlset' | null = null;
  private readonly parser: Parser;
  /** Prefixes bound to the image namespace; matched by what they mean, not by their usual name. */
  private readonly imagePrefixes = new Set<string>();
  private entry: SitemapEntry | null = null;
  private image: SitemapImage | null = null;
  /** The element whose text is collected. */
  private collecting: string | null = null;
  private text = '';

  constructor(private readonly onEntry: (entry: SitemapEntry) => void) {
    this.parser = new Parser(
      {
        onopentag: (name, attributes) => this.open(name, attributes),
        ontext: (text) => this.collect(text),
        onclosetag: (name) => this.close(name),
      },
      { xmlMode: true },
    );
  }

  write(piece: string): void {
    this.parser.write(piece);
  }

  end(): void {
    this.parser.end();
  }

  private open(name: string, attributes: Record<string, string>): void {
    for (const [attribute, value] of Object.entries(attributes)) {
      const [, prefix] = /^xmlns:(.+)$/.exec(attribute) ?? [];
      if (prefix !== undefined && IMAGE_NAMESPACE.test(value)) this.imagePrefixes.add(prefix);
    }
    const element = this.nameOf(name);
    this.collecting = null;
    if (element === 'sitemapindex') this.kind ??= 'index';
    else if (element === 'urlset') this.kind ??= 'urlset';
    else if (element === 'url' || element === 'sitemap') this.entry = { url: '', images: [] };
    else if (element === 'image image') this.image = { url: '', title: null, license: null };
    else if (element === 'loc' || (element.startsWith('image ') && this.image)) {
      this.collecting = element;
      this.text = '';
    }
  }

  private collect(text: string): void {
    if (this.collecting !== null) this.text = (this.text + text).slice(0, MAX_TEXT);
  }

  private close(name: string): void {
    const element = this.nameOf(name);
    const text = this.text.trim();
    if (this.collecting === element && text !== '') this.keep(element, text);
    this.collecting = null;
    if (element === 'image image') {
      if (this.image?.url && this.entry && this.entry.images.length < MAX_IMAGES_PER_URL)
        this.entry.images.push(this.image);
      this.image = null;
    } else if (element === 'url' || element === 'sitemap') {
      if (this.entry && this.entry.url !== '') this.onEntry(this.entry);
      this.entry = null;
    }
  }

  private keep(element: string, text: string): void {
    if (element === 'loc' && this.entry && !this.image) this.entry.url = text;
    if (!this.image) return;
    if (element === 'image loc') this.image.url = text;
    else if (element === 'image title') this.image.title = text;
    else if (element === 'image caption') this.image.title ??= text;
    else if (element === 'image license') this.image.license = text;
  }

  /** `image loc` for elements of the image namespace, the local name for those without a prefix, '' for all others. */
  private nameOf(qualified: string): string {
    const [prefix, local] = qualified.includes(':') ? qualified.split(':', 2) : [null, qualified];
    if (prefix === null || prefix === undefined) return (local ?? '').toLowerCase();
    const known = this.imagePrefixes.has(prefix) || (prefix === 'image' && this.imagePrefixes.size === 0);
    return known ? `image ${(local ?? '').toLowerCase()}` : '';
  }
}
