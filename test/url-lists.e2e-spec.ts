import { parquetWriteBuffer } from 'hyparquet-writer';
import { sql } from 'kysely';
import { gzipSync } from 'node:zlib';
import { Corpus } from '../dev/lab/corpus/corpus.js';
import { listKey } from '../src/crawler/sources/urls/stored-list.js';
import { Storage } from '../src/storage/storage.js';
import { CrawlWorld, Job } from './support/crawl-world.js';
import { sameProblem } from './support/same-problem.js';
import type { TestUser } from './support/test-user.js';

interface Row {
  url: string;
  caption: string;
  license: string;
  label: string;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const COLUMNS = ['url', 'caption', 'license', 'label'] as const;
/** How each format writes the same rows. */
const FILES: Record<string, (rows: Row[]) => Buffer> = {
  csv: (rows) =>
    Buffer.from([COLUMNS.join(), ...rows.map((row) => COLUMNS.map((name) => quoted(row[name])).join())].join('\r\n')),
  tsv: (rows) =>
    Buffer.from([COLUMNS.join('\t'), ...rows.map((row) => COLUMNS.map((name) => row[name]).join('\t'))].join('\n')),
  json: (rows) => Buffer.from(JSON.stringify(rows, null, 2)),
  jsonl: (rows) => Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n')),
  parquet: (rows) =>
    Buffer.from(
      parquetWriteBuffer({
        columnData: COLUMNS.map((name) => ({ name, data: rows.map((row) => row[name]), type: 'STRING' as const })),
        rowGroupSize: 3,
      }),
    ),
};

/** A small file of many addresses that are all the same. */
const bomb = Buffer.from(
  parquetWriteBuffer({
    columnData: [
      { name: 'url', data: Array<string>(1_500).fill(`https://a.example/${'x'.repeat(1_000)}.jpg`), type: 'STRING' },
    ],
  }),
);

const path = (project: string): string => `/api/projects/${project}/url-lists`;

const send = (
  user: TestUser,
  project: string,
  query: string,
  body: Buffer | string,
  type = 'application/octet-stream',
) =>
  user
    .post(`${path(project)}?${query}`)
    .set('Content-Type', type)
    .send(body);

const upload = (user: TestUser, project: string, format: string, body: Buffer | string, more = '') =>
  send(user, project, `name=list&format=${format}${more}`, body);

describe('uploaded lists', () => {
  let world: CrawlWorld;
  let rows: Row[];
  beforeAll(async () => {
    world = await CrawlWorld.start({ env: { URL_LIST_MAX_BYTES: '300000', URL_LISTS_PER_USER: '4' } });
    const { photographs } = await Corpus.load();
    rows = photographs.slice(0, 6).map(({ id }, index) => ({
      url: `${world.lab.url}/img/${id}.jpg`,
      caption: `Dish "${index}", with rice`,
      license: index % 2 === 0 ? 'CC-BY-SA-4.0' : '?',
      label: index < 4 ? 'Rice' : 'soup',
    }));
  });
  afterAll(() => world.stop());

  async function given(): Promise<{ user: TestUser; project: string }> {
    const user = await world.app.givenUser({ credits: 50 });
    return { user, project: await world.givenProject(user) };
  }
  async function crawl(user: TestUser, project: string, keywords: string[], options: object, max = 20) {
    const job = await world.givenJob(user, { keywords, sources: ['urls'], max_images: max, options }, project);
    await job.end();
    const found: Record<string, unknown>[] = (await user.get(`${job.path}/images?limit=100`).expect(200)).body.data;
    return found;
  }
  const objects = async (): Promise<number> => {
    const { rows: lists } = await sql<{ n: number }>`select count(*)::int as n from url_lists`.execute(
      world.app.db.getKysely(),
    );
    return lists[0]?.n ?? 0;
  };

  it.each(Object.keys(FILES))(
    'of %s are crawled, plain or gzip, with captions, licences and labels',
    async (format) => {
      const { user, project } = await given();
      const file = FILES[format]!(rows);
      const body = format === 'json' || format === 'csv' ? gzipSync(file) : file;
      const { body: list, headers } = await upload(user, project, format, body, '&label_column=label').expect(201);
      expect(headers['location']).toBe(`${path(project)}/${list.id}`);
      expect(list).toMatchObject({
        name: 'list',
        format,
        size: body.length,
        row_count: 6,
        url_count: 6,
        first_skipped_row: null,
        columns: { url: 'url', caption: 'caption', license: 'license', label: 'label' },
      });
      const images = await crawl(user, project, ['fish', 'rice', 'soup'], { url_list_id: list.id });
      const found = images.map(({ original_url: url, title, license, attribution, keyword }) => ({
        url,
        title,
        license,
        attribution,
        keyword,
      }));
      const expected = rows.map(({ url, caption, license, label }) => ({
        url,
        title: caption,
        license: license === '?' ? null : license,
        attribution: license === '?' ? null : expect.stringContaining('CC BY-SA 4.0'),
        keyword: label.toLowerCase(),
      }));
      expect(found).toEqual(expect.arrayContaining(expected));
      expect(found).toHaveLength(6);
    },
  );

  it('of plain addresses belong to the first keyword, after those of the request', async () => {
    const { user, project } = await given();
    const text = `${rows[0]!.url}\n\nnot an address\n${rows[1]!.url}\n`;
    const { body: list } = await upload(user, project, 'txt', text).expect(201);
    expect(list).toMatchObject({ row_count: 3, url_count: 2, first_skipped_row: 3 });
    const urls = [
      { url: rows[2]!.url },
      { url: rows[3]!.url, label: 'soup', creator: 'Ann', license: 'CC0-1.0' },
      { url: rows[4]!.url, label: 'x' },
    ];
    const images = await crawl(user, project, ['rice', 'soup'], { url_list_id: list.id, urls });
    const found = new Map(images.map(({ original_url: url, keyword }) => [url, keyword]));
    expect(found).toEqual(new Map([0, 1, 2, 3].map((at) => [rows[at]!.url, at === 3 ? 'soup' : 'rice'])));
    expect(images.find(({ keyword }) => keyword === 'soup')).toMatchObject({ creator: 'Ann', license: 'CC0-1.0' });
  });

  it('say beforehand and afterwards which rows a job leaves out, and when they are too few', async () => {
    const { user, project } = await given();
    const file = FILES['csv']!(rows);
    const { body: list } = await upload(user, project, 'csv', file, '&label_column=label').expect(201);
    expect(list.labels).toEqual({ Rice: 4, soup: 2 });
    const options = { url_list_id: list.id, urls: [{ url: rows[0]!.url, label: 'beans' }, { url: rows[4]!.url }] };
    const request = { name: 'x', keywords: ['soup', 'fish'], sources: ['urls'], max_images: 5, options };
    const jobs = `/api/projects/${project}/crawl-jobs`;
    const message = expect.stringContaining(
      '5 of 8 URLs have labels that are none of the keywords, such as “Rice”, “beans”',
    );
    const warnings = [
      { source: 'urls', reasons: ['labels-left-out'], message, url: null },
      expect.objectContaining({ reasons: ['list-too-small'], message: expect.stringContaining('3 URLs can be used') }),
    ];

    const { body: estimate } = await user.post(`${jobs}/estimate`, request).expect(200);
    expect(estimate).toMatchObject({ sources: [{ source: 'urls', most_urls: 3 }], warnings });
    const { body: batch } = await user.post(`${jobs}/batch`, { jobs: [request] }).expect(200);
    expect(batch.data[0].job.warnings).toEqual(warnings);
    const { body: job } = await user.post(jobs, request).expect(201);
    expect(job.warnings).toEqual(warnings);
    const { body: enough } = await user.post(`${jobs}/estimate`, {
      ...request,
      keywords: ['soup', 'rice', 'beans'],
      max_images: 8,
    });
    expect(enough).toMatchObject({ sources: [{ most_urls: 8 }], warnings: [] });

    const ended = await new Job(world.app, user, project, job.id).end();
    expect(ended).toMatchObject({ status: 'completed', downloaded_images: 2 });
    const said = { source: 'urls', end: 'exhausted', detail: message };
    expect(ended.shortfall).toMatchObject({
      missing: 3,
      lanes: [
        { keyword: 'soup', ...said },
        { keyword: 'fish', ...said },
      ],
    });
  });

  it('tell licences of all kinds: a job keeps those that fit, and the images are found by each of them', async () => {
    const { user, project } = await given();
    const told = [
      ['MIT', ''],
      ['CC-BY-4.0 OR MIT', ''],
      ['CC0', 'https://creativecommons.org/licenses/by-nc/4.0/'],
      ['All rights reserved', ''],
    ];
    const lines = told.map((each, at) => [rows[at]!.url, ...each].join());
    const csv = ['url,license,license_url', ...lines].join('\n');
    const { body: list } = await upload(user, project, 'csv', csv).expect(201);
    const options = { url_list_id: list.id, licenses: ['open'] };
    const request = { keywords: ['rice'], sources: ['urls'], max_images: 4, options };
    const job = await world.givenJob(user, request, project);
    const { outcomes } = await job.end();
    expect(outcomes).toEqual({ stored: 2, license: 2 });
    const licensesOf = async (query: string): Promise<string[]> => {
      const { body } = await user.get(`${job.path}/images?${query}`).expect(200);
      return body.data.map(({ license }: { license: string }) => license).sort();
    };
    expect(await licensesOf('license=MIT')).toEqual(['CC-BY-4.0 OR MIT', 'MIT']);
    expect(await licensesOf('license=CC-BY-4.0')).toEqual(['CC-BY-4.0 OR MIT']);
    expect(await licensesOf('license=CC-BY-4.0%20OR%20MIT')).toEqual(['CC-BY-4.0 OR MIT']);
    expect(await licensesOf('license=open')).toHaveLength(2);
    const { body: refused } = await user.get(`${job.path}/candidates?outcome=license`).expect(200);
    expect(refused.data.map(({ license }: { license: string }) => license).sort()).toEqual([
      'CC0-1.0 AND CC-BY-NC-4.0',
      'LicenseRef-All-rights-reserved',
    ]);
  });

  it('count labels up to a thousand different ones', async () => {
    const { user, project } = await given();
    for (const [many, isCounted] of [
      [1_000, true],
      [1_001, false],
    ] as const) {
      const lines = Array.from({ length: many }, (_, n) => `https://a.example/${n}.jpg\tlabel ${n}`);
      const { body: list } = await upload(
        user,
        project,
        'tsv',
        ['url\tkind', ...lines].join('\n'),
        '&label_column=kind',
      ).expect(201);
      expect(list.labels === null).toBe(!isCounted);
      if (isCounted) expect(Object.keys(list.labels)).toHaveLength(many);
    }
  });

  it.each([
    ['csv', 'url,caption\nhttps://a.example/1.jpg,x\nhttps://a.example/2.jpg\n', '', 'unreadable-list', 2],
    ['csv', 'url\n"https://a.example/1.jpg\n', '', 'unreadable-list', 1],
    ['json', '[{"url":"https://a.example/1.jpg"},{"url":]', '', 'unreadable-list', 2],
    ['json', '[{"url":"https://a.example/1.jpg"}', '', 'unreadable-list', 1],
    ['jsonl', `"https://a.example/1.jpg"\n${'['.repeat(5000)}\n`, '', 'unreadable-list', 2],
    ['txt', `https://a.example/1.jpg\n${'x'.repeat(70_000)}`, '', 'unreadable-list', 2],
    ['txt', Buffer.from([0x68, 0x0a, 0xff, 0x0a]), '', 'unreadable-list', undefined],
    ['txt', 'nothing\nhere\n', '', 'unreadable-list', undefined],
    ['txt', '', '', 'unreadable-list', undefined],
    ['parquet', 'PAR1 this is none PAR1', '', 'unreadable-list', undefined],
    ['parquet', bomb, '', 'unreadable-list', 979],
    ['txt', gzipSync(Buffer.alloc(8_000_000, 'https://a.example/1.jpg\n')), '', 'unreadable-list', undefined],
    ['txt', gzipSync('https://a.example/1.jpg\n').subarray(0, 20), '', 'unreadable-list', undefined],
    ['csv', gzipSync(gzipSync('url\nhttps://a.example/1.jpg\n')), '', 'unreadable-list', undefined],
    ['csv', 'url\tb\nhttps://a.example/1.jpg\tx\n', '', 'unreadable-list', undefined],
    ['csv', 'https://a.example/1.jpg,x\nhttps://a.example/2.jpg,y\n', '', 'unreadable-list', undefined],
    ['txt', '{"url":"https://a.example/1.jpg"}\n', '', 'unreadable-list', 1],
    ['txt', 'https://a.example/1.jpg\ta cat\n', '', 'unreadable-list', 1],
    ['txt', 'url,license\nhttps://a.example/1.jpg,MIT\n', '', 'unreadable-list', 1],
    ['tsv', 'url,license\nhttps://a.example/1.jpg,MIT\n', '', 'unreadable-list', undefined],
    ['parquet', 'x', '&header=false', 'validation-failed', undefined],
    ['json', '["https://a.example/1.jpg"]', '&header=false', 'validation-failed', undefined],
    ['csv', 'a,b\n1,2\n', '', 'validation-failed', undefined],
    ['csv', 'url,b\nhttps://a.example/1.jpg,2\n', '&caption_column=c', 'validation-failed', undefined],
    ['csv', 'https://a.example/1.jpg;a cat, sitting\n', '&header=false&url_column=1', 'unreadable-list', 1],
    ['jsonl', '{"url":"https://a.example/1.jpg"}\n', '&caption_column=c', 'validation-failed', undefined],
    ['json', '["https://a.example/1.jpg"]', '&url_column=link', 'validation-failed', undefined],
    ['png', 'x', '', 'validation-failed', undefined],
  ])('of %s that cannot be read (%#) are refused, and nothing stays', async (format, body, more, slug, row) => {
    const { user, project } = await given();
    const { body: problem } = await upload(user, project, format, body, more).expect(422);
    expect(problem.type).toMatch(new RegExp(`/problems/${slug}$`));
    expect(problem.row).toBe(row);
    expect((await user.get(path(project)).expect(200)).body.data).toEqual([]);
    await vi.waitFor(async () => expect(await objects()).toBe(await live()), { timeout: 5_000 });
  });

  const live = async (): Promise<number> => {
    const { rows: lists } = await sql<{
      n: number;
    }>`select count(*)::int as n from url_lists where status = 'ready' and deleted_at is null`.execute(
      world.app.db.getKysely(),
    );
    return lists[0]?.n ?? 0;
  };

  it('are limited: bytes, lists of a user, media types', async () => {
    const { user, project } = await given();
    await upload(user, project, 'txt', 'x\n'.repeat(150_001)).expect(413);
    await send(user, project, 'name=a&format=txt', 'x', 'image/png').expect(415);
    for (let n = 0; n < 4; n++) await upload(user, project, 'txt', rows[0]!.url).expect(201);
    const { body } = await upload(user, project, 'txt', rows[0]!.url).expect(403);
    expect(body).toMatchObject({ quota: 'url_lists', limit: 4, used: 4 });
  });

  it('are their owner’s alone', async () => {
    const { user, project } = await given();
    const other = await given();
    const { body: list } = await upload(user, project, 'txt', rows[0]!.url).expect(201);
    const foreign = await other.user.get(`${path(project)}/${list.id}`).expect(404);
    const missing = await other.user.get(`${path(other.project)}/${list.id}`).expect(404);
    expect(sameProblem(foreign)).toBe(sameProblem(missing));
    await upload(other.user, project, 'txt', rows[0]!.url).expect(404);
    await other.user.delete(`${path(project)}/${list.id}`).expect(404);
    for (const sender of [{ user, project: await world.givenProject(user) }, other]) {
      const request = {
        name: 'x',
        keywords: ['rice'],
        sources: ['urls'],
        max_images: 1,
        options: { url_list_id: list.id },
      };
      const { body } = await sender.user.post(`/api/projects/${sender.project}/crawl-jobs`, request).expect(422);
      expect(body.errors).toEqual([expect.objectContaining({ pointer: '/options/url_list_id', code: 'unknown-list' })]);
    }
  });

  it.each([
    ['urls', {}, '/options/urls', 'is needed by the source urls, or options.url_list_id instead'],
    ['web', {}, '/options/web'],
    ['sitemap', {}, '/options/sitemap'],
    ['urls', { urls: ['https://a.example/'] }, '/options/urls/0'],
    ['urls', { urls: [[]] }, '/options/urls/0'],
    ['urls', { urls: [{ url: 'ftp://a.example/' }] }, '/options/urls/0/url'],
    ['urls', { urls: [{ caption: 'x' }] }, '/options/urls/0/url'],
    ['urls', { urls: [] }, '/options/urls'],
    ['web', { web: { pages: ['https://u:p@a.example/'] } }, '/options/web/pages'],
    ['web', { web: { pages: ['https://a.example/'], depth: 3 } }, '/options/web/depth'],
    ['sitemap', { sitemap: { urls: [] } }, '/options/sitemap/urls'],
  ])('a job of %s with %j is refused', async (source, options, pointer, message?: string) => {
    const { user, project } = await given();
    const request = { name: 'x', keywords: ['rice'], sources: [source], max_images: 1, options };
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, request).expect(422);
    expect(body.errors[0].pointer).toMatch(new RegExp(`^${pointer}(/0)?$`));
    if (message !== undefined) expect(body.errors[0].message).toBe(message);
  });

  it('are deleted when no job reads them, with what they hold in storage', async () => {
    const { user, project } = await given();
    const { body: list } = await upload(user, project, 'txt', rows[0]!.url).expect(201);
    const job = await world.givenJob(
      user,
      { keywords: ['rice'], sources: ['urls'], max_images: 1, options: { url_list_id: list.id } },
      project,
    );
    await job.end();
    await sql`update crawl_jobs set status = 'paused' where id = ${job.id}`.execute(world.app.db.getKysely());
    const { body } = await user.delete(`${path(project)}/${list.id}`).expect(409);
    expect(body.open_jobs).toBe(1);
    await sql`update crawl_jobs set status = 'completed' where id = ${job.id}`.execute(world.app.db.getKysely());
    await user.delete(`${path(project)}/${list.id}`).expect(204);
    await user.get(`${path(project)}/${list.id}`).expect(404);
    const storage = world.app.nest.get<Storage>(Storage, { strict: false });
    await vi.waitFor(async () => expect(await storage.stat(listKey(project, list.id))).toBeNull(), { timeout: 5_000 });
  });

  it('go with their project, and are part of the account’s export', async () => {
    const { user, project } = await given();
    const { body: list } = await upload(user, project, 'txt', rows[0]!.url).expect(201);
    expect(JSON.parse((await user.get('/api/profiles/me/export').expect(200)).text).url_lists).toEqual([list]);
    await user.delete(`/api/projects/${project}`).expect(204);
    const storage = world.app.nest.get<Storage>(Storage, { strict: false });
    await vi.waitFor(async () => expect(await storage.stat(listKey(project, list.id))).toBeNull(), { timeout: 5_000 });
  });
});
