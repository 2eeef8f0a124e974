import { Parser } from 'htmlparser2';
import { addressesOf, sourceCandidates } from './image-attributes.js';
import type { Figure, NamedImage, PageContent } from './page-content.js';
import type { SrcsetCandidate } from './srcset.js';

const MAX_IMAGES = 2_000;
const MAX_LINKS = 5_000;
const MAX_TEXT = 2_000;
const MAX_LINKED_DATA = 500_000;
const PICTURE_FILE = /\.(?:jpe?g|png|webp|gif|avif)(?:[?#]|$)/i;

/** Reads a page as browsers without scripts do, `noscript` included. `agent`: the name that robots rules may use for us. */
export function readPage(html: string, agent: string): PageContent {
  const reader = new PageReader(agent);
  const parser = new Parser({
    onopentag: (name, attributes) => reader.open(name, attributes),
    ontext: (text) => reader.text(text),
    onclosetag: (name) => reader.close(name),
  });
  parser.end(html);
  return reader.content;
}

class PageReader {
  readonly content: PageContent = {
    title: '',
    base: null,
    robots: [],
    tdmReserved: false,
    license: null,
    links: [],
    images: [],
    shared: [],
    linkedData: [],
  };
  private figure: Figure | null = null;
  private sources: SrcsetCandidate[] = [];
  private linkedPicture: NamedImage | null = null;
  private linkedLength = 0;
  /** What text belongs to now. */
  private inside: 'title' | 'caption' | 'linked-data' | null = null;

  constructor(private readonly agent: string) {}

  open(name: string, attributes: Record<string, string>): void {
    switch (name) {
      case 'base':
        this.content.base ??= attributes['href'] ?? null;
        break;
      case 'title':
        if (this.content.title === '') this.inside = 'title';
        break;
      case 'meta':
        this.meta((attributes['name'] ?? attributes['property'] ?? '').toLowerCase(), attributes['content'] ?? '');
        break;
      case 'link':
      case 'a':
      case 'area':
        this.link(name, attributes);
        break;
      case 'figure':
        this.figure = { caption: '', license: null };
        break;
      case 'figcaption':
        if (this.figure) this.inside = 'caption';
        break;
      case 'picture':
        this.sources = [];
        break;
      case 'source':
        this.sources.push(...sourceCandidates(attributes));
        break;
      case 'img':
        this.image(attributes);
        break;
      case 'script':
        if (attributes['type']?.trim().toLowerCase() === 'application/ld+json') this.startLinkedData();
        break;
      default:
    }
  }

  text(text: string): void {
    if (this.inside === 'title') this.content.title = (this.content.title + text).slice(0, MAX_TEXT);
    else if (this.inside === 'caption' && this.figure) {
      this.figure.caption = (this.figure.caption + text).slice(0, MAX_TEXT);
    } else if (this.inside === 'linked-data') {
      this.linkedLength += text.length;
      if (this.linkedLength > MAX_LINKED_DATA)
        this.inside = null; // cut, it is no JSON, which names nothing
      else this.content.linkedData.push((this.content.linkedData.pop() ?? '') + text);
    }
  }

  close(name: string): void {
    if (name === 'title' || name === 'figcaption' || name === 'script') this.inside = null;
    if (name === 'a') this.closeLinkedPicture();
    if (name === 'figure') this.figure = null;
    if (name === 'picture') this.sources = [];
  }

  private meta(name: string, content: string): void {
    const { shared } = this.content;
    if (name === 'robots' || name === this.agent) this.content.robots.push(content);
    else if (name === 'tdm-reservation') this.content.tdmReserved ||= content.trim() === '1';
    else if (/^(og:image|og:image:url|og:image:secure_url|twitter:image|twitter:image:src)$/.test(name)) {
      if (content.trim() !== '' && shared.length < MAX_IMAGES) shared.push({ url: content, alt: null });
    } else if (name === 'og:image:alt' || name === 'twitter:image:alt') {
      const last = shared.at(-1);
      if (last) last.alt = content;
    }
  }

  private link(name: string, attributes: Record<string, string>): void {
    const { href } = attributes;
    if (href === undefined || href.trim() === '') return;
    const relations = (attributes['rel'] ?? '').toLowerCase().split(/\s+/);
    if (relations.includes('license')) {
      if (this.figure) this.figure.license ??= href;
      else this.content.license ??= href;
    } else if (name === 'link') {
      if (relations.includes('image_src')) this.content.shared.push({ url: href, alt: null });
    } else if (PICTURE_FILE.test(href)) {
      this.closeLinkedPicture();
      this.linkedPicture = {
        urls: [href],
        title: attributes['title'] ?? null,
        width: null,
        height: null,
        figure: this.figure,
      };
    } else if (!relations.includes('nofollow') && this.content.links.length < MAX_LINKS) this.content.links.push(href);
  }

  private image(attributes: Record<string, string>): void {
    const urls = addressesOf(attributes, this.sources);
    if (urls.length === 0) return;
    const { alt, title } = attributes;
    const said = [alt, attributes['aria-label'], title].find((text) => text !== undefined && text.trim() !== '');
    const { linkedPicture: large } = this;
    this.linkedPicture = null;
    const [width, height] = large ? [null, null] : [attributes['width'] ?? null, attributes['height'] ?? null];
    const all = [...(large?.urls ?? []), ...urls];
    this.add({ urls: all, title: said ?? large?.title ?? null, width, height, figure: this.figure });
  }

  /** A link to a picture around a smaller copy of it names one picture; one around words names its own. */
  private closeLinkedPicture(): void {
    if (this.linkedPicture) this.add(this.linkedPicture);
    this.linkedPicture = null;
  }

  private add(image: NamedImage): void {
    if (this.content.images.length < MAX_IMAGES) this.content.images.push(image);
  }

  private startLinkedData(): void {
    this.inside = 'linked-data';
    this.content.linkedData.push('');
  }
}
