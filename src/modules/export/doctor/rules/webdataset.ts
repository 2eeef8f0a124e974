import { createHash } from 'node:crypto';
import { streamedTar } from '../../reading/tar-members.js';
import type { Checkup } from '../checkup.js';
import type { FormatRules, ReadFile } from '../format-rules.js';
import { ShardNumbers } from '../shard-numbers.js';

const NAME = /^(train|validation|test)-(\d{6})\.tar$/;
/** How WebDataset parts a name into key and field. */
const MEMBER = /^((?:.*\/|)[^.]+)[.]([^/]*)$/;
const TEXTS = ['cls', 'json', 'txt'];
const PICTURE = /^(jpg|png|webp)$/;

/** WebDataset: samples side by side with the same fields in every one, keys without dots, no shard empty. */
export function webdatasetRules(): FormatRules {
  const shards = new ShardNumbers();
  const samples = new Samples();
  return {
    async see(file, checkup) {
      const [, split = '', number = ''] = NAME.exec(file.path) ?? [];
      if (split !== '') {
        shards.add(split, Number(number), null, checkup);
        await samples.read(file, checkup);
      } else if (file.path !== 'classes.txt') checkup.find(`${file.path} does not belong into this format`);
    },
    end: (checkup) => shards.end(checkup),
  };
}

class Samples {
  private fields: string | null = null;

  async read({ path, body }: ReadFile, checkup: Checkup): Promise<void> {
    const seen = new Set<string>();
    let [key, fields]: [string | null, string[]] = [null, []];
    for await (const { path: name, size, body: bytes } of streamedTar(body)) {
      const [, nextKey = '', field = ''] = MEMBER.exec(name) ?? [];
      if (nextKey === '' || nextKey.startsWith('__')) checkup.find(`${path}: readers would skip ${name}`);
      if (nextKey !== key) {
        this.end(path, fields, checkup);
        if (seen.has(nextKey)) checkup.find(`${path}: the files of the sample ${nextKey} do not lie side by side`);
        seen.add(nextKey);
        [key, fields] = [nextKey, []];
      }
      if (fields.includes(field)) checkup.find(`${path}: the sample ${nextKey} has two files ${field}`);
      fields.push(field);
      if (PICTURE.test(field)) checkup.addPicture(path, { name, size, sha256: await digest(bytes) });
      else if (TEXTS.includes(field)) this.text(path, field, await whole(bytes), checkup);
      else checkup.find(`${path}: ${name} has an unknown ending; keys must not have dots`);
    }
    if (key === null) checkup.find(`${path} is empty`);
    this.end(path, fields, checkup);
  }

  private text(path: string, field: string, text: string, checkup: Checkup): void {
    if (field === 'cls' && !/^\d+$/.test(text)) checkup.find(`${path}: a class that is no number`);
    if (field === 'json') JSON.parse(text);
  }

  /** Readers learn the fields from the first samples. */
  private end(path: string, fields: string[], checkup: Checkup): void {
    if (fields.length === 0) return;
    const sorted = fields.toSorted().join(' ');
    this.fields ??= sorted;
    if (sorted !== this.fields) checkup.find(`${path}: samples have different files (${this.fields}; ${sorted})`);
  }
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

async function digest(body: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk);
  return hash.digest('hex');
}
