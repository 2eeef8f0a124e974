import { MikroORM } from '@mikro-orm/postgresql';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { Env } from '../../src/config/env.js';
import { migrate } from '../../src/database/migrate.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { ExportDoctor } from '../../src/modules/export/doctor/export-doctor.js';
import { ExportArchiver } from '../../src/modules/export/export-archiver.js';
import { checkedOptions } from '../../src/modules/export/export-options.js';
import { EXPORT_FORMATS } from '../../src/modules/export/formats/export-formats.js';
import { classFolders } from '../../src/modules/export/formats/class-folders.js';
import { PictureLoader } from '../../src/modules/export/pipeline/picture-loader.js';
import { ExportRowsRepository } from '../../src/modules/export/selection/export-rows.repository.js';
import { LocalStorage } from '../../src/storage/local-storage.js';
import { givenImages } from '../bench/exports-corpus.js';
import { inProject } from '../start/project.js';
import type { Row } from './compare.js';

const IMAGES = 300;
const SPLITS = { splits: { train: 0.6, validation: 0.2, test: 0.2 }, stratified: true };
/** Labels that loaders stumble over; the remaining ones are called as they are. */
const LABELS = ['no', 'train', '007', '=1+1', 'a "b" <c> & d', 'line\nbreak', '\u732b', '\u202eevil', 'con', 'a/../b'];

/** Formats whose loaders read the picture files; the others are asked for them. */
const TABLES = ['csv', 'jsonl', 'json', 'yaml', 'txt'];

export interface Exported {
  format: string;
  /** Unpacked. */
  folder: string;
  /** By the database, in no order; `label` as the format has it, and as the manifest has it. */
  expected: { own: Row[]; manifest: Row[] };
}

/** One job, exported in each format by the product's own code and passed by its doctor; gone once the next is asked for. */
export async function* exportsOf(adminUrl: string, formats: readonly string[]): AsyncGenerator<Exported> {
  const root = await mkdtemp(join(await ownFolder(), 'run-'));
  const name = `loaders_${process.pid}`;
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const env = Object.assign(new Env(), { DATABASE_URL: url.href, STORAGE_DIR: join(root, 'storage') });
  const client = new Client({ connectionString: url.href });
  const orm = await MikroORM.init({ ...ormOptions(env), logger: () => {} });
  try {
    await migrate(orm);
    const storage = new LocalStorage(env);
    await client.connect();
    const job = await givenImages(client, storage, IMAGES);
    await client.query(
      `update images set keyword = $1::jsonb ->> (substr(keyword, 7)::int), title = keyword || E'\\n"' where substr(keyword, 7)::int < $2`,
      [JSON.stringify(LABELS), LABELS.length],
    );
    await client.query(`update images set license = null, license_url = null, creator = null where width % 3 = 0`);
    for (const format of EXPORT_FORMATS.filter((known) => formats.length === 0 || formats.includes(known.name))) {
      const rows = new ExportRowsRepository(orm.em.fork());
      const archiver = new ExportArchiver(rows, new PictureLoader(rows, storage), storage);
      const options = await checkedOptions(format, {
        ...SPLITS,
        archive: 'tar',
        ...(TABLES.includes(format.name) && { images: true }),
      });
      const id = randomUUID();
      const claim = {
        id,
        fence: 1,
        userId: id,
        scope: job,
        title: 'Loaders',
        format: format.name,
        options,
        attempts: 1,
      };
      const made = await archiver.write(claim, format, { expected: 0, done: 0 }, new AbortController().signal);
      const findings = await new ExportDoctor(storage).check({ format, options, ...made });
      if (findings.length > 0) throw new Error(`${format.name}: ${findings.join('; ')}`);
      const folder = join(root, format.name);
      await mkdir(folder);
      execFileSync('tar', ['xf', join(root, 'storage', made.key), '-C', folder]);
      yield { format: format.name, folder, expected: await expectedOf(client, format.name, folder) };
      await rm(folder, { recursive: true });
    }
  } finally {
    await client.end();
    await orm.close();
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
    await rm(root, { recursive: true, force: true });
  }
}

/** What the database says; splits are no part of it: the manifest has them, and each class must have its shares exactly. */
async function expectedOf(client: Client, format: string, folder: string): Promise<Exported['expected']> {
  const { rows } = await client.query<{ keyword: string; sha256: string; stored_sha256: string }>(
    'select keyword, sha256, stored_sha256 from images',
  );
  const labels = rows.map(({ keyword }) => keyword);
  const splits = await splitsIn(join(folder, 'manifest.jsonl'));
  const counts = new Map<string, number>();
  const expected = rows.map(({ keyword, sha256, stored_sha256: stored }): Row => {
    const split = splits.get(sha256) ?? 'none';
    counts.set(`${keyword} ${split}`, (counts.get(`${keyword} ${split}`) ?? 0) + 1);
    return [split, keyword, sha256.slice(0, 32), stored];
  });
  const perClass = IMAGES / new Set(labels).size;
  for (const label of new Set(labels)) {
    for (const [split, share] of Object.entries(SPLITS.splits)) {
      const count = counts.get(`${label} ${split}`) ?? 0;
      if (count !== Math.round(share * perClass)) throw new Error(`${format}: ${count} of ${label} are in ${split}`);
    }
  }
  if (format !== 'yolo-cls') return { own: expected, manifest: expected };
  const folders = classFolders(labels); // which are all that this format has of labels
  const own = expected.map(([split, label, ...rest]): Row => [split, folders.get(label) ?? label, ...rest]);
  return { own, manifest: expected };
}

async function splitsIn(manifest: string): Promise<Map<string, string>> {
  const lines = (await readFile(manifest, 'utf8')).split('\n').slice(0, -1);
  return new Map(
    lines.map((line): [string, string] => {
      const { source_sha256: sha256, split }: { source_sha256: string; split: string } = JSON.parse(line);
      return [sha256, split];
    }),
  );
}

async function ownFolder(): Promise<string> {
  const folder = inProject('.data', 'loaders');
  await mkdir(folder, { recursive: true });
  return folder;
}
