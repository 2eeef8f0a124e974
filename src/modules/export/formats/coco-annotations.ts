import type { ArchiveEntry } from '../archive/archive-entry.js';
import type { Spool } from '../archive/spool.js';
import type { ExportContent, ExportItem } from './export-format.js';

/** The JSON document of one split, in pieces on disk until its end is known. Ids are integers from 1. */
export class CocoAnnotations {
  private readonly licenses = new Map<string, { id: number; name: string; url: string }>();
  private imageCount = 0;
  private annotationCount = 0;
  private last = 0;

  private constructor(
    private readonly content: ExportContent,
    private readonly document: Spool,
    private readonly annotations: Spool,
  ) {}

  static async open(content: ExportContent): Promise<CocoAnnotations> {
    const self = new CocoAnnotations(content, await content.spool(), await content.spool());
    await self.document.write('{"images":[');
    return self;
  }

  /** A picture with all its classes. */
  async add(same: readonly [ExportItem, ...ExportItem[]], name: string): Promise<void> {
    const [{ row, file }] = same;
    const id = ++this.imageCount;
    const { width, height } = file;
    this.last = Math.max(this.last, row.downloaded_at.getTime());
    const image = {
      id,
      width,
      height,
      file_name: name,
      license: this.licenseOf(row.license, row.license_url),
      coco_url: row.original_url,
      flickr_url: '',
      date_captured: row.downloaded_at.toISOString().slice(0, 19).replace('T', ' '),
    };
    await this.document.write(`${id === 1 ? '' : ','}\n${JSON.stringify(image)}`);
    for (const { classIndex } of same) {
      const annotation = {
        id: ++this.annotationCount,
        image_id: id,
        category_id: classIndex + 1,
        bbox: [0, 0, width, height],
        area: width * height,
        segmentation: [],
        iscrowd: 0,
      };
      await this.annotations.write(`${annotation.id === 1 ? '' : ','}\n${JSON.stringify(annotation)}`);
    }
  }

  async finish(path: string): Promise<ArchiveEntry> {
    const { title, plan } = this.content;
    await this.document.write('\n],\n"annotations":[');
    for await (const chunk of this.annotations.read()) await this.document.write(chunk);
    await this.annotations.close();
    const day = new Date(this.last).toISOString();
    const info = {
      year: Number(day.slice(0, 4)),
      version: '1.0',
      description: `${title}. Labels are of whole images: every box is as large as its image.`,
      contributor: 'PixCrawler',
      url: '',
      date_created: day.slice(0, 19),
    };
    const categories = plan.classes.map((name, index) => ({ id: index + 1, name, supercategory: 'image' }));
    const tail = { categories, licenses: [...this.licenses.values()], info };
    await this.document.write(`\n],\n${JSON.stringify(tail).slice(1)}\n`);
    return this.document.entry(path);
  }

  private licenseOf(license: string | null, url: string | null): number {
    const name = license ?? 'unknown';
    const known = this.licenses.get(name);
    if (known) return known.id;
    const id = this.licenses.size + 1;
    this.licenses.set(name, { id, name, url: url ?? '' });
    return id;
  }
}
