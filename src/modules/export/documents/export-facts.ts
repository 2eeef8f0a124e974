import type { ExportItem } from '../formats/export-format.js';
import type { Split } from '../selection/split.js';

/** What the documents say about the pictures that an export really holds. */
export class ExportFacts {
  images = 0;
  /** Pictures and their bytes per split; splits without pictures are missing. */
  readonly splits = new Map<Split, { count: number; bytes: number }>();
  /** Pictures per SPDX id; null: unknown. */
  readonly licenses = new Map<string | null, number>();
  /** Address per SPDX id, where one is known. */
  readonly licenseUrls = new Map<string, string>();
  /** Pictures per source. */
  readonly sources = new Map<string, number>();
  /** Pictures per class number. */
  readonly classes: number[] = [];
  /** When the first and the last one were fetched; milliseconds since 1970. */
  first = Infinity;
  last = -Infinity;

  add({ row, split, classIndex, file }: ExportItem): void {
    const { count, bytes } = this.splits.get(split) ?? { count: 0, bytes: 0 };
    this.images += 1;
    this.splits.set(split, { count: count + 1, bytes: bytes + file.size });
    this.licenses.set(row.license, (this.licenses.get(row.license) ?? 0) + 1);
    if (row.license && row.license_url && !this.licenseUrls.has(row.license)) {
      this.licenseUrls.set(row.license, row.license_url);
    }
    this.sources.set(row.source, (this.sources.get(row.source) ?? 0) + 1);
    this.classes[classIndex] = (this.classes[classIndex] ?? 0) + 1;
    const time = row.downloaded_at.getTime();
    this.first = Math.min(this.first, time);
    this.last = Math.max(this.last, time);
  }

  /** Licences by their id, unknown first. */
  get sortedLicenses(): [string | null, number][] {
    return [...this.licenses].sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1));
  }

  get sortedSources(): [string, number][] {
    return [...this.sources].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** UTC day of the last picture: the version of what was collected, whenever it is exported. */
  get day(): string {
    return new Date(this.last).toISOString().slice(0, 10);
  }
}
