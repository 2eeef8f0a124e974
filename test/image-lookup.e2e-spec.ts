import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import sharp from 'sharp';
import { flush, imageRow } from './support/duplicate-world.js';
import { givenImages, givenJob, photographs, sha256 } from './support/given-images.js';
import { TestApp } from './support/test-app.js';

describe('the look-up of a file that was taken from here', () => {
  let app: TestApp;
  let picture: Buffer;
  beforeAll(async () => {
    app = await TestApp.start();
    [picture = Buffer.alloc(0)] = await photographs(1);
  });
  afterAll(() => app.stop());

  /** A picture whose metadata was taken out when it was stored: `fetched` is what its site has. */
  async function given() {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice']);
    const fetched = await sharp(picture)
      .withExif({ IFD0: { Artist: randomBytes(8).toString('hex') } })
      .toBuffer();
    const [id] = await givenImages(app, job, 'rice', [picture], { sha256: sha256(fetched) });
    const { rows } = await sql<{ id: string }>`
      select id from images where crawl_job_id = ${job.jobId}`.execute(app.db.getKysely());
    expect(id).toBe(''); // the helper finds images by the bytes it was given: those are not what was fetched
    const project = `/api/projects/${job.projectId}`;
    const lookUp = async (body: object) => (await user.post(`${project}/images/lookup`, body).expect(200)).body;
    return { user, job, fetched, id: rows[0]?.id ?? '', project, lookUp };
  }

  it('finds the image by the file as it is stored and delivered, and by its sum', async () => {
    const { user, id, fetched, lookUp } = await given();
    const { body: delivered } = await user.get(`/api/images/${id}/file`).expect(200);
    expect(sha256(delivered)).not.toBe(sha256(fetched));
    const byFile = await lookUp({ file: delivered.toString('base64') });
    expect(byFile).toMatchObject({ sha256: sha256(delivered), exact: [{ id, sha256: sha256(fetched) }] });
    expect(await lookUp({ sha256: sha256(delivered) })).toMatchObject({ exact: [{ id }] });
    expect(await lookUp({ sha256: sha256(fetched) })).toMatchObject({ exact: [{ id }] });
  });

  it('refuses a sum that is not that of the file', async () => {
    const { user, project } = await given();
    const file = picture.toString('base64');
    const { body } = await user.post(`${project}/images/lookup`, { file, sha256: '0'.repeat(64) }).expect(422);
    expect(body.errors).toEqual([
      { pointer: '/sha256', code: 'mismatch', message: 'is not that of the file; give one of them' },
    ]);
    await user.post(`${project}/images/lookup`, { file, sha256: sha256(picture) }).expect(200);
  });

  it('finds the same picture in jobs that stored it otherwise', async () => {
    const { user, job, fetched, id, lookUp } = await given();
    const second = await givenJob(app, user, ['rice'], job.projectId);
    const [kept] = await givenImages(app, second, 'rice', [fetched]);
    const { exact } = await lookUp({ sha256: sha256(picture) });
    expect(exact.map((image: { id: string }) => image.id)).toEqual([id, kept]);
  });

  it('says that such a file was taken down', async () => {
    const { user, id, lookUp } = await given();
    await user.delete(`/api/images/${id}?reason=Please`).expect(200);
    const found = await lookUp({ sha256: sha256(picture) });
    expect(found).toMatchObject({ exact: [], blocked: 'Taken down in this project: Please' });
  });

  it('finds nothing of others', async () => {
    await given();
    const { lookUp, job } = await given();
    const { exact } = await lookUp({ sha256: sha256(picture) });
    expect(exact).toMatchObject([{ crawl_job_id: job.jobId }]);
  });

  // a project that the statistics do not know looks small to the planner, whichever way it is read
  it('reads no more than it finds, also in a project that is newer than the statistics', async () => {
    const givenFiles = async () => {
      const user = await app.givenUser();
      const job = await givenJob(app, user, ['rice']);
      const rows = Array.from({ length: 400 }, (_, n) => imageRow(n, randomBytes(8).toString('hex')));
      const changed = rows.map((row, n) => (n % 10 === 0 ? { ...row, sha256: randomBytes(32).toString('hex') } : row));
      await flush(app, job, changed, false);
      return { user, lookup: `/api/projects/${job.projectId}/images/lookup`, sha256: rows[0]?.storedSha256 };
    };
    for (let n = 0; n < 3; n++) await givenFiles();
    await sql`analyze images`.execute(app.db.getKysely());
    const { user, lookup, sha256: stored } = await givenFiles();
    const sent = vi.spyOn(Client.prototype, 'query');
    await user.post(lookup, { sha256: stored }).expect(200);
    const statements = sent.mock.calls.map(([text, values]: unknown[]) => ({ text: String(text), values }));
    sent.mockRestore();
    const planOf = async (part: string) => {
      const { text, values } = statements.find((statement) => statement.text.includes(part)) ?? { text: part };
      const client = new Client({ connectionString: process.env.DATABASE_URL });
      await client.connect();
      const { rows } = await client.query(`explain (costs off) ${text}`, Array.isArray(values) ? values : []);
      await client.end();
      return rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN'].trim()).join('\n');
    };
    expect(await planOf('stored_sha256 =')).toMatch(
      /using images_stored_otherwise on images\nIndex Cond: .*stored_sha256/,
    );
    expect(await planOf('i.sha256 = any')).toMatch(
      /using images_project_id_sha256_index on images i\nIndex Cond: .*project_id = .* AND .*sha256\)::text = ANY/,
    );
  });
});
