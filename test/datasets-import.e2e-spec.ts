import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DatasetsImportCommandModule } from '../src/datasets-import.module.js';
import { DatasetImporter, type ImportOutcome } from '../src/modules/datasets/import/dataset-importer.service.js';
import { fileRecords } from '../src/modules/datasets/import/file-records.js';
import { tableRecords } from '../src/modules/datasets/import/table-records.js';
import { Process } from './support/process.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const oldRows = (id: string) => [
  {
    id,
    name: 'Old pets',
    keywords: ['Cat', 'cat', 'dog'],
    max_images: 500,
    search_engines: ['google', 'baidu'],
    status: 'completed',
    images_collected: 480,
    created_at: '2024-03-01T10:00:00Z',
    updated_at: '2024-03-02T10:00:00Z',
  },
  { id: 2, name: 'Waiting', keywords: ['emu'], status: 'pending', search_engines: ['bing', 'baidu'] },
  { id: 3, name: 'Running', keywords: ['owl'], status: 'processing' },
  { id: 4, name: 'Broken', keywords: ['fox'], status: 'failed', error_message: 'quota' },
];

const command = (...args: string[]): Process => Process.start('datasets-import', {}, args);

describe('the import of old datasets', () => {
  let app: TestApp;
  let context: INestApplicationContext;
  let folder: string;
  beforeAll(async () => {
    app = await TestApp.start();
    context = await NestFactory.createApplicationContext(DatasetsImportCommandModule, { logger: ['fatal'] });
    folder = await mkdtemp(join(tmpdir(), 'datasets-import-'));
  });
  afterAll(async () => {
    await Process.killAll();
    await context.close();
    await app.stop();
    await rm(folder, { recursive: true });
  });

  async function run(user: TestUser, source: string, dryRun = false): Promise<ImportOutcome[]> {
    const records = source.startsWith('postgresql:') ? tableRecords(source) : fileRecords(source);
    const outcomes: ImportOutcome[] = [];
    for await (const record of records) {
      outcomes.push(
        await app.inContext(() => context.get(DatasetImporter, { strict: false }).import(user.id, record, dryRun)),
      );
    }
    return outcomes;
  }

  async function file(name: string, content: string | object): Promise<string> {
    const path = join(folder, `${randomUUID()}-${name}`);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  }

  const counts = async (user: TestUser): Promise<number[]> => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from projects where user_id = ${user.id}
      union all select count(*)::int from crawl_jobs where user_id = ${user.id}
      union all select count(*)::int from activity_logs where user_id = ${user.id}`.execute(app.db.getKysely());
    return rows.map(({ n }) => n);
  };

  it('makes a project with a crawl job of each row: what had ended as history, the rest as drafts', async () => {
    const user = await app.givenUser({ credits: 1000 });
    const id = randomUUID();
    const outcomes = await run(user, await file('rows.json', oldRows(id)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created', 'created']);
    expect(outcomes[0]).toMatchObject({ place: 'row 1', sourceId: id, name: 'Old pets', detail: id });

    const read = async (index: number) => (await user.get(`/api/datasets/${outcomes[index]?.detail}`).expect(200)).body;
    expect(await read(0)).toMatchObject({
      id,
      name: 'Old pets',
      keywords: ['Cat', 'dog'],
      max_images: 500,
      search_engines: ['google', 'baidu'],
      status: 'completed',
      progress: 100,
      images_collected: 0,
      download_url: null,
      created_at: '2024-03-01T10:00:00.000Z',
      updated_at: '2024-03-02T10:00:00.000Z',
    });
    expect(await read(1)).toMatchObject({ status: 'pending', search_engines: ['bing', 'baidu'], max_images: 100 });
    expect(await read(2)).toMatchObject({ status: 'pending', search_engines: ['google'] });
    expect(await read(3)).toMatchObject({ status: 'failed', error_message: 'quota' });
    const { body: project } = await user.get(`/api/projects/${id}`).expect(200);
    expect(project.settings.legacy_dataset).toMatchObject({ id, status: 'completed', images_collected: 480 });

    const url = `/api/datasets/${outcomes[1]?.detail}`;
    expect((await user.post(`${url}/build`).expect(200)).body.status).toBe('processing');
    expect((await user.get('/api/credits')).body.reserved).toBe(100);
    expect((await user.post(`/api/datasets/${outcomes[3]?.detail}/build`).expect(200)).body.status).toBe('processing');
    const { body: log } = await user.get(`/api/activity?resource_id=${id}`).expect(200);
    expect(log.data).toMatchObject([{ action: 'project.created', metadata: { imported_from: { dataset: id } } }]);
  });

  it('does nothing twice, and leaves alone what was changed or deleted since', async () => {
    const user = await app.givenUser();
    const id = randomUUID();
    const path = await file('rows.json', oldRows(id));
    const first = await run(user, path);
    const before = await counts(user);
    expect(before.slice(0, 2)).toEqual([4, 4]);
    await user.patch(`/api/datasets/${id}`, { name: 'Renamed' }).expect(200);
    await user.delete(`/api/datasets/${first[1]?.detail}`).expect(204);
    const second = await run(user, path);
    expect(second.map(({ outcome }) => outcome)).toEqual(['present', 'present', 'present', 'present']);
    expect(second[1]?.detail).toBe(`${first[1]?.detail}, deleted since`);
    expect((await counts(user)).slice(0, 2)).toEqual([4, 4]);
    expect((await user.get(`/api/datasets/${id}`)).body.name).toBe('Renamed');
  });

  it('makes one project of a row that many imports bring at the same time', async () => {
    const user = await app.givenUser();
    const path = await file('rows.json', oldRows(randomUUID()));
    const runs = await Promise.all(Array.from({ length: 4 }, () => run(user, path)));
    expect(runs.flat().filter(({ outcome }) => outcome === 'created')).toHaveLength(4);
    expect((await counts(user)).slice(0, 2)).toEqual([4, 4]);
  });

  it('says in a dry run what it would do, and does nothing', async () => {
    const user = await app.givenUser();
    const path = await file('rows.json', [...oldRows(randomUUID()), { id: 5 }]);
    const before = await counts(user);
    const dry = await run(user, path, true);
    expect(await counts(user)).toEqual(before);
    expect(await run(user, path)).toEqual(dry);
  });

  it('keeps users apart: the same number is another dataset, the same UUID is refused', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    const path = await file('rows.json', oldRows(randomUUID()));
    await run(user, path);
    const outcomes = await run(other, path);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['refused', 'created', 'created', 'created']);
    expect(outcomes[0]?.detail).toContain('another user');
    expect((await counts(user)).slice(0, 2)).toEqual([4, 4]);
  });

  it('reports hostile rows by line, and imports the others', async () => {
    const user = await app.givenUser();
    const lines = [
      '{"id": 1, "name": "good", "keywords": ["cat"]}',
      '{"id": 2, "name": "cut',
      '',
      '{"id": 3, "name": "\\u001b[2Jbad", "keywords": ["cat"]}',
      '{"id": 4, "name": "x", "keywords": ["cat"], "search_engines": ["altavista"]}',
      `{"id": 5, "name": "x", "keywords": ["${'k'.repeat(101)}"], "max_images": 0}`,
      '[]',
      '{"id": 6, "name": "\\"; drop table projects; --", "keywords": "[\\"dog\\"]"}',
    ];
    const outcomes = await run(user, await file('rows.jsonl', `\uFEFF${lines.join('\r\n')}`));
    expect(outcomes.map(({ place, outcome }) => [place, outcome])).toEqual([
      ['line 1', 'created'],
      ['line 2', 'refused'],
      ['line 4', 'refused'],
      ['line 5', 'refused'],
      ['line 6', 'refused'],
      ['line 7', 'refused'],
      ['line 8', 'created'],
    ]);
    expect(outcomes[1]?.detail).toBe('is not JSON');
    expect(outcomes[3]?.detail).toContain('altavista');
    expect(outcomes[4]?.detail).toMatch(/^keywords\/0 .*; max_images must be at least 1$/);
    expect((await counts(user)).slice(0, 2)).toEqual([2, 2]);
  });

  it('writes no project without its crawl job and its activity', async () => {
    const user = await app.givenUser();
    const before = await counts(user);
    const db = app.db.getKysely();
    await sql`alter table crawl_jobs add constraint test_refuses check (name <> 'refused')`.execute(db);
    const source = await file('rows.json', [{ id: 1, name: 'refused', keywords: ['cat'] }]);
    await expect(run(user, source)).rejects.toThrow('test_refuses');
    await sql`alter table crawl_jobs drop constraint test_refuses`.execute(db);
    expect(await counts(user)).toEqual(before);
  });

  it(
    'is a command that prints a table and says by its exit code whether all rows are there',
    { timeout: 60_000 },
    async () => {
      const user = await app.givenUser();
      const path = await file('rows.json', [
        { id: 1, name: 'good', keywords: ['cat'] },
        { id: 2, name: '\u001b[2J', keywords: ['cat'] },
      ]);
      const dry = command(path, '--user', user.email, '--dry-run');
      expect(await dry.exit).toBe(1);
      const [head, good, bad, total] = dry.output.trim().split('\n');
      expect(head).toMatch(/^place +outcome +dataset +name +project, or what is wrong$/);
      expect(good).toMatch(/^row 1 +created +1 +good +[0-9a-f-]{36}$/);
      expect(bad).toMatch(/^row 2 +refused +2 +\uFFFD\[2J +name must not hold control/);
      expect(total).toBe('would be created 1, present 0, refused 1');
      expect((await counts(user)).slice(0, 2)).toEqual([0, 0]);
      const [real, stranger, unused] = [
        command(path, '--user', user.id),
        command(path, '--user', 'nobody@test.example'),
        command(path),
      ];
      expect([await real.exit, await stranger.exit, await unused.exit]).toEqual([1, 1, 2]);
      expect(real.output).toContain('created 1, present 0, refused 1');
      expect(stranger.output).toContain('There is no profile nobody@test.example');
      expect(unused.output).toContain('usage: datasets:import');
      expect((await counts(user)).slice(0, 2)).toEqual([1, 1]);
    },
  );

  it('reads CSV', async () => {
    const user = await app.givenUser();
    const csv =
      'id,name,keywords,max_images,created_at\r\n1,"Pets, old","[""cat"",""dog""]",50,2024-01-01 00:00:00\r\n2,short\r\n3,c,{emu},,\r\n';
    const outcomes = await run(user, await file('rows.csv', csv));
    expect(outcomes.map(({ place, outcome }) => [place, outcome])).toEqual([
      ['line 2', 'created'],
      ['line 3', 'refused'],
      ['line 4', 'created'],
    ]);
    expect((await user.get(`/api/datasets/${outcomes[0]?.detail}`)).body).toMatchObject({
      name: 'Pets, old',
      keywords: ['cat', 'dog'],
      max_images: 50,
      created_at: '2024-01-01T00:00:00.000Z',
    });
    await expect(run(user, await file('rows.csv', 'name\nx\n'))).rejects.toThrow('first line');
    await expect(run(user, await file('rows.json', '[{'))).rejects.toThrow('not JSON');
  });

  it('reads the table of another database', async () => {
    const user = await app.givenUser();
    const name = `${process.env.QUEUE_PREFIX}_old`;
    const current = String(process.env.DATABASE_URL);
    const url = Object.assign(new URL(current), { pathname: `/${name}` }).href;
    const admin = new Client({ connectionString: current });
    await admin.connect();
    try {
      await admin.query(`create database "${name}"`);
      const old = new Client({ connectionString: url });
      await old.connect();
      await old.query(`create table datasets (id serial primary key, name text, keywords text[], max_images int,
                         search_engines jsonb, status text, created_at timestamp)`);
      await old.query(`insert into datasets (name, keywords, max_images, search_engines, status, created_at)
                       select 'd' || n, array['cat', 'k ' || n], n, '["bing"]', 'completed', '2024-05-01 12:00:00'
                         from generate_series(1, 501) n`);
      await old.end();
      const outcomes = await run(user, url);
      expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(501);
      expect((await user.get('/api/datasets/stats')).body).toMatchObject({
        total_datasets: 501,
        completed_datasets: 501,
      });
      expect((await user.get(`/api/datasets/${outcomes[499]?.detail}`)).body).toMatchObject({
        keywords: ['cat', 'k 500'],
        search_engines: ['bing'],
        created_at: '2024-05-01T12:00:00.000Z',
      });
      await expect(run(user, current)).rejects.toThrow('datasets');
    } finally {
      await admin.query(`drop database if exists "${name}" with (force)`);
      await admin.end();
    }
  });
});
