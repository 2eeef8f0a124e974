import { parse as csvParser } from 'csv-parse';
import { text } from 'node:stream/consumers';
import { parse as parseYaml } from 'yaml';
import { lines } from '../manifest/lines.js';
import { streamOf } from '../reading/stream-of.js';
import { sequenceOf, type Checkup } from './checkup.js';
import type { FormatRules, ManifestPlace } from './format-rules.js';
import type { Sequence } from './sequence.js';

/** What the documents of an archive say; each is read as it comes. */
export class Documents {
  /** What `Checkup.pictures` and `Checkup.told` should be. */
  readonly pictures = new Map<string, Sequence>();
  readonly told = new Map<string, Sequence>();
  /** Lines of the manifest. */
  images = 0;
  private attributions = 0;
  private manifestSum = '';

  constructor(
    private readonly rules: FormatRules,
    private readonly checkup: Checkup,
  ) {}

  /** How to read the document; undefined: it is none. */
  readerOf(path: string): ((body: AsyncIterable<Uint8Array>) => Promise<void>) | undefined {
    const readers: Record<string, (body: AsyncIterable<Uint8Array>) => Promise<void>> = {
      'manifest.jsonl': (body) => this.manifest(body),
      'ATTRIBUTION.csv': (body) => this.attribution(body),
      'README.md': (body) => this.card(body),
      'croissant.json': (body) => this.croissant(body),
    };
    return Object.hasOwn(readers, path) ? readers[path] : undefined;
  }

  /** After all of them. `sum`: of the manifest as it lies in the archive, hex. */
  end(images: number, sum: string | undefined): void {
    if (this.images !== images) this.checkup.find(`The manifest has ${this.images} images instead of ${images}`);
    if (this.attributions !== images)
      this.checkup.find(`ATTRIBUTION.csv has ${this.attributions} rows instead of ${images}`);
    if (sum === undefined || this.manifestSum !== sum)
      this.checkup.find('croissant.json has another sum of the manifest');
  }

  private async manifest(body: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const line of lines(body)) {
      const place: ManifestPlace = JSON.parse(line);
      this.images += 1;
      const { path, member, split, sha256, bytes } = place;
      const inShard = /\.(tar|parquet)$/.test(path);
      const name = inShard ? member : path;
      if (member === '' || inShard) sequenceOf(this.pictures, inShard ? path : '').add(`${name}\0${sha256}\0${bytes}`);
      if (this.rules.expected) sequenceOf(this.told, split).add(this.rules.expected(place));
    }
  }

  private async attribution(body: AsyncIterable<Uint8Array>): Promise<void> {
    const rows: AsyncIterable<unknown> = streamOf(body).pipe(csvParser({ columns: true }));
    for await (const _ of rows) this.attributions += 1;
  }

  private async card(body: AsyncIterable<Uint8Array>): Promise<void> {
    const [, front] = /^---\n([\s\S]*?)\n---\n/.exec(await text(body)) ?? [];
    if (front === undefined) this.checkup.find('README.md has no front matter');
    else parseYaml(front, { maxAliasCount: 0 });
  }

  private async croissant(body: AsyncIterable<Uint8Array>): Promise<void> {
    const { distribution }: { distribution: { name?: string; sha256?: string }[] } = JSON.parse(await text(body));
    this.manifestSum = distribution.find(({ name }) => name === 'manifest.jsonl')?.sha256 ?? '';
  }
}
