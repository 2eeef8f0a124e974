import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import { Spool } from '../archive/spool.js';
import type { ExportItem, Placement } from '../formats/export-format.js';
import { ATTRIBUTION_HEAD, attributionRow } from './attribution.js';
import { croissant } from './croissant.js';
import { datasetCard } from './dataset-card.js';
import type { DatasetLayout } from './dataset-layout.js';
import { ExportFacts } from './export-facts.js';
import { manifestLine } from './manifest-line.js';

/** What is written down about an export while it is made, and the documents that come of it. On disk, but for the counts. */
export class Dossier {
  readonly facts = new ExportFacts();
  private readonly spools: Spool[] = [];

  private constructor(
    readonly manifest: Spool,
    private readonly attribution: Spool,
    private readonly sums: Spool,
  ) {
    this.spools.push(manifest, attribution, sums);
  }

  static async open(): Promise<Dossier> {
    const dossier = new Dossier(await Spool.open(), await Spool.open(), await Spool.open());
    await dossier.attribution.write(ATTRIBUTION_HEAD);
    return dossier;
  }

  /** A picture and where it lies, in the order of the manifest. */
  async place(item: ExportItem, where: Placement): Promise<void> {
    this.facts.add(item);
    await this.manifest.write(manifestLine(item, where));
    await this.attribution.write(attributionRow(item, where));
  }

  /** A spool that is closed with the dossier. */
  async spool(): Promise<Spool> {
    const spool = await Spool.open();
    this.spools.push(spool);
    return spool;
  }

  /** The entries with the documents behind them; the checksums of all come last. */
  async *complete(
    entries: AsyncIterable<ArchiveEntry>,
    subject: { title: string; classes: readonly string[]; layout: DatasetLayout },
  ): AsyncGenerator<ArchiveEntry> {
    for await (const entry of entries) yield await this.summed(entry);
    const card = { ...subject, facts: this.facts };
    const manifest = this.manifest.entry('manifest.jsonl');
    yield await this.summed(this.attribution.entry('ATTRIBUTION.csv'));
    yield await this.summed(entryOf('README.md', Buffer.from(datasetCard(card))));
    yield await this.summed(entryOf('croissant.json', Buffer.from(croissant(card, manifest))));
    yield await this.summed(manifest);
    yield this.sums.entry('SHA256SUMS');
  }

  async close(): Promise<void> {
    await Promise.all(this.spools.map((spool) => spool.close()));
  }

  private async summed(entry: ArchiveEntry): Promise<ArchiveEntry> {
    await this.sums.write(`${entry.sha256}  ${entry.path}\n`);
    return entry;
  }
}
