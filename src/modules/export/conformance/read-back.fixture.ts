import { parse as parseCsv } from 'csv-parse/sync';
import { Parser } from 'htmlparser2';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { parse as parseYaml } from 'yaml';
import { jsonLines } from './export.fixture.js';

/** What a reader of a format finds for a picture; formats that do not tell a title leave it out. */
export interface ReadItem {
  label: string;
  title?: string;
}

type Files = ReadonlyMap<string, Buffer>;
type Reader = (files: Files) => Promise<ReadItem[]> | ReadItem[];

const of = (files: Files, path: string): Buffer => files.get(path) ?? Buffer.alloc(0);
const textOf = ({ label, title }: { label?: unknown; title?: unknown }): ReadItem => ({
  label: String(label),
  title: String(title),
});

/** Readers that share no code with the writers. */
export const READERS: Readonly<Record<string, Reader>> = {
  imagefolder: (files) => jsonLines(of(files, 'train/metadata.jsonl')).map(textOf),
  'hf-parquet': async (files) => {
    const file = Uint8Array.from(of(files, 'data/train-00000-of-00001.parquet')).buffer;
    const note = parquetMetadata(file).key_value_metadata?.find(({ key }) => key === 'huggingface')?.value ?? '';
    const { names }: { names: string[] } = JSON.parse(note).info.features.label;
    const rows = await parquetReadObjects({ file });
    return rows.map((row) => ({ label: names[Number(row.label)] ?? '', title: String(row.title) }));
  },
  webdataset: async (files) => {
    const samples = await samplesOf(of(files, 'train-000000.tar'));
    const classes = String(of(files, 'classes.txt')).split('\n');
    return samples.map(({ cls, txt, json }) => {
      const record = JSON.parse(String(json));
      expect(record.title).toBe(String(txt));
      expect(classes[Number(String(cls))]).toBe(record.label);
      return textOf(record);
    });
  },
  coco: (files) => {
    const document = JSON.parse(String(of(files, 'annotations/instances_train.json')));
    const names = new Map<number, string>(document.categories.map((c: { id: number; name: string }) => [c.id, c.name]));
    return document.annotations.map((a: { category_id: number }) => ({ label: names.get(a.category_id) ?? '' }));
  },
  'yolo-cls': (files) => jsonLines(of(files, 'manifest.jsonl')).map(textOf),
  voc: (files) =>
    String(of(files, 'VOCdevkit/VOC2012/ImageSets/Main/train.txt'))
      .split('\n')
      .slice(0, -1)
      .flatMap((id) => namesIn(String(of(files, `VOCdevkit/VOC2012/Annotations/${id}.xml`))))
      .map((label) => ({ label })),
  csv: (files) => {
    const rows: Record<string, string>[] = parseCsv(of(files, 'images.csv'), { columns: true });
    return rows.map(({ label = '', title = '' }) => ({
      label: label.replace(/^'/, ''),
      title: title.replace(/^'/, ''),
    }));
  },
  jsonl: (files) => jsonLines(of(files, 'images.jsonl')).map(textOf),
  json: (files) => JSON.parse(String(of(files, 'images.json'))).images.map(textOf),
  yaml: (files) => {
    const text = String(of(files, 'images.yaml'));
    const document = parseYaml(text, { maxAliasCount: 0 });
    expect(parseYaml(text, { version: '1.1' })).toEqual(document);
    for (const { label, label_id: id } of document.images) expect(document.names[id]).toBe(label);
    return document.images.map(textOf);
  },
  txt: (files) => {
    const classes = String(of(files, 'classes.txt')).split('\n');
    const lines = String(of(files, 'train.txt')).split('\n').slice(0, -1);
    return lines.map((line) => ({ label: classes[Number(line.split(' ')[1])] ?? '' }));
  },
};

/** Samples by WebDataset's rule: a key is the path up to the first dot of its last part; equal keys lie side by side. */
export async function samplesOf(tar: Buffer): Promise<Record<string, Buffer>[]> {
  const samples: { key: string; fields: Record<string, Buffer> }[] = [];
  const reader = extract();
  Readable.from([tar]).pipe(reader);
  for await (const entry of reader) {
    const [, key = '', field = ''] = /^((?:.*\/|)[^.]+)[.]([^/]*)$/.exec(entry.header.name) ?? [];
    const last = samples.at(-1);
    const fields = last?.key === key ? last.fields : {};
    expect(fields).not.toHaveProperty(field);
    if (last?.key !== key) samples.push({ key, fields });
    fields[field] = await buffer(entry);
  }
  expect(new Set(samples.map(({ key }) => key)).size).toBe(samples.length);
  return samples.map(({ fields }) => fields);
}

function namesIn(xml: string): string[] {
  const names: string[] = [];
  let inside = false;
  const parser = new Parser(
    {
      onopentag: (name) => {
        inside = name === 'name';
        if (inside) names.push('');
      },
      ontext: (text) => {
        if (inside) names.push((names.pop() ?? '') + text);
      },
      onclosetag: () => (inside = false),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.end(xml);
  return names;
}
