import { lines } from '../../manifest/lines.js';
import type { Checkup } from '../checkup.js';
import type { FormatRules, ReadFile } from '../format-rules.js';
import { SPLIT_OF } from '../splits.js';

const NAME = /^annotations\/instances_(train|val|test)\.json$/;
/** Documents up to here are parsed as a whole as well, as their readers do. Characters. */
const WHOLE = 16_000_000;

/** COCO: unique ids, annotations of pictures that are there, in categories that are there, boxes inside. */
export function cocoRules(): FormatRules {
  return {
    async see(file, checkup) {
      const [, folder = ''] = NAME.exec(file.path) ?? [];
      if (folder === '') return checkup.find(`${file.path} does not belong into this format`);
      await new Document(file, folder, checkup).read();
    },
    expected: ({ path }) => path,
  };
}

interface Annotation {
  id: number;
  image_id: number;
  category_id: number;
  bbox: number[];
}

/** Each image and each annotation has a line of its own, so that memory holds one. */
class Document {
  private images = 0;
  private annotations = 0;
  private annotated = 0;
  private lastImage = 0;
  private highest = 0;
  private section = '';

  constructor(
    private readonly file: ReadFile,
    private readonly folder: string,
    private readonly checkup: Checkup,
  ) {}

  async read(): Promise<void> {
    const { path, body, size } = this.file;
    const whole: string[] = [];
    for await (const line of lines(body)) {
      if (size <= WHOLE) whole.push(line);
      const [, section] = /^\{?"(images|annotations)":\[/.exec(line) ?? [];
      if (section !== undefined) this.section = section;
      else if (line.startsWith('"categories"')) this.end(JSON.parse(`{${line}`));
      else if (line.startsWith('{')) this.row(JSON.parse(line.replace(/,$/, '')));
    }
    if (whole.length > 0) JSON.parse(whole.join('\n'));
    if (this.images === 0) this.checkup.find(`${path} has no images`);
    if (this.annotated !== this.images) this.checkup.find(`${path}: not every image has an annotation`);
  }

  private row(row: Annotation & { file_name: string }): void {
    const { path } = this.file;
    if (this.section === 'images') {
      if (row.id !== ++this.images) this.checkup.find(`${path}: image ids are not numbered from 1`);
      this.checkup.tell(SPLIT_OF[this.folder] ?? '', `${this.folder}/${row.file_name}`);
      return;
    }
    if (row.id !== ++this.annotations) this.checkup.find(`${path}: annotation ids are not numbered from 1`);
    if (!(row.image_id >= 1 && row.image_id <= this.images)) this.checkup.find(`${path}: an annotation of no image`);
    if (row.image_id !== this.lastImage) this.annotated += 1;
    this.lastImage = row.image_id;
    this.highest = Math.max(this.highest, row.category_id);
    const [x = -1, y = -1, width = 0, height = 0] = row.bbox;
    if (x < 0 || y < 0 || width <= 0 || height <= 0) this.checkup.find(`${path}: a box without extent`);
  }

  private end({ categories }: { categories: { id: number }[] }): void {
    const { path } = this.file;
    if (categories.some(({ id }, index) => id !== index + 1))
      this.checkup.find(`${path}: categories are not numbered from 1`);
    if (this.highest > categories.length) this.checkup.find(`${path}: an annotation in no category`);
  }
}
