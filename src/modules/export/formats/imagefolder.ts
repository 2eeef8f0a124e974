import { createHash } from 'node:crypto';
import { formatNames } from '../../images/image-format.js';
import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import { Spool } from '../archive/spool.js';
import { classFolders } from './class-folders.js';
import { csvRow } from './csv.js';
import { datasetCard } from './dataset-card.js';
import { NothingToExport, type ExportContent, type ExportFormat, type ExportImage } from './export-format.js';
import { ImagefolderOptionsDto, imagefolderSchema } from './imagefolder-options.dto.js';
import { recordOf, type ImageRecord } from './image-record.js';
import { splitOf, type Split } from './split.js';

const ATTRIBUTION = [
  'title',
  'creator',
  'license',
  'license_url',
  'source',
  'page_url',
  'image_url',
  'attribution',
] as const;

/** Hugging Face imagefolder: `train/<label>/<picture>` with metadata.jsonl, dataset card, attribution and checksums. */
export const imagefolder: ExportFormat<ImagefolderOptionsDto> = {
  name: 'imagefolder',
  description: 'Hugging Face imagefolder: pictures in folders per split and label, metadata.jsonl, dataset card',
  mediaType: 'application/zip',
  extension: 'zip',
  Options: ImagefolderOptionsDto,
  schema: imagefolderSchema,
  selection: (options) => ({ duplicates: options.include_duplicates }),
  entries: (content, options) => new Imagefolder(content, options).entries(),
};

interface SplitFiles {
  metadata: Spool;
  count: number;
  bytes: number;
}

class Imagefolder {
  private readonly folders: ReadonlyMap<string, string>;
  private readonly splits = new Map<Split, SplitFiles>();
  private readonly licenses = new Map<string | null, number>();
  private readonly spools: Spool[] = [];

  constructor(
    private readonly content: ExportContent,
    private readonly options: ImagefolderOptionsDto,
  ) {
    this.folders = classFolders(content.labels);
  }

  async *entries(): AsyncGenerator<ArchiveEntry> {
    try {
      const sums = await this.spool();
      const attribution = await this.spool();
      await attribution.write(csvRow(['file_name', ...ATTRIBUTION, 'changes']));
      for await (const image of this.content.images) {
        const bytes = await image.read();
        if (!bytes) continue;
        const { path, record } = await this.add(image, bytes.length);
        await attribution.write(attributionRow(path, record));
        await sums.write(`${image.stored_sha256}  ${path}\n`);
        yield entryOf(path, bytes);
      }
      if (this.splits.size === 0) throw new NothingToExport();
      for await (const [entry, sha256] of this.documents(attribution)) {
        await sums.write(`${sha256}  ${entry.path}\n`);
        yield entry;
      }
      yield sums.entry('SHA256SUMS');
    } finally {
      await Promise.all(this.spools.map((spool) => spool.close()));
    }
  }

  /** Notes a picture in its split's metadata and in the counts. */
  private async add(image: ExportImage, bytes: number): Promise<{ path: string; record: ImageRecord }> {
    const split = splitOf(image.group, this.options.seed, this.options.splits);
    const folder = this.folders.get(image.label);
    if (folder === undefined) throw new Error(`The label ${image.label} was not announced`);
    const name = `${image.sha256.slice(0, 32)}.${formatNames(image.format).extension}`;
    const file = this.inFolders ? `${folder}/${name}` : `images/${folder}_${name}`;
    const record = recordOf(image);
    const files = this.splits.get(split) ?? { metadata: await this.spool(), count: 0, bytes: 0 };
    await files.metadata.write(`${JSON.stringify({ file_name: file, ...record })}\n`);
    this.splits.set(split, { ...files, count: files.count + 1, bytes: files.bytes + bytes });
    this.licenses.set(image.license, (this.licenses.get(image.license) ?? 0) + 1);
    return { path: `${split}/${file}`, record };
  }

  /** Everything beside the pictures and the checksums, with the SHA-256 of each. */
  private async *documents(attribution: Spool): AsyncGenerator<[ArchiveEntry, string]> {
    for (const [split, { metadata }] of [...this.splits].sort(([a], [b]) => (a < b ? -1 : 1))) {
      yield [metadata.entry(`${split}/metadata.jsonl`), metadata.sha256()];
    }
    yield [attribution.entry('ATTRIBUTION.csv'), attribution.sha256()];
    const { title } = this.content;
    const licenses = new Map([...this.licenses].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1)));
    const facts = { title, splits: this.splits, licenses, folders: this.folders, inFolders: this.inFolders };
    yield document('manifest.json', this.manifest());
    yield document('README.md', datasetCard(facts));
  }

  private manifest(): string {
    const counts = [...this.splits].map(([split, { count }]) => [split, count] as const);
    const manifest = {
      format: imagefolder.name,
      version: 1,
      title: this.content.title,
      options: this.options,
      images: Object.fromEntries(counts.toSorted(([a], [b]) => (a < b ? -1 : 1))),
      folders: Object.fromEntries(this.folders),
    };
    return `${JSON.stringify(manifest, null, 2)}\n`;
  }

  private get inFolders(): boolean {
    return this.options.labels === 'folder';
  }

  private async spool(): Promise<Spool> {
    const spool = await Spool.open();
    this.spools.push(spool);
    return spool;
  }
}

function attributionRow(path: string, record: ImageRecord): string {
  const cells = ATTRIBUTION.map((column) => String(record[column]));
  const changes = record.sha256 === record.source_sha256 ? 'none' : 'resized or re-encoded';
  return csvRow([path, ...cells, changes]);
}

function document(path: string, content: string): [ArchiveEntry, string] {
  const bytes = Buffer.from(content);
  return [entryOf(path, bytes), createHash('sha256').update(bytes).digest('hex')];
}
