import { sql } from 'kysely';
import sharp from 'sharp';
import { CrawlWorld, type JobRequest } from './support/crawl-world.js';
import { expectedKeepers, storedKeepers } from './support/duplicate-world.js';

const REQUEST: JobRequest = { keywords: ['spice'], sources: ['openverse'], max_images: 20 };

interface ImageBody {
  id: string;
  sha256: string;
  phash: string;
  original_url: string;
}

describe('what a crawl of the lab leaves', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start();
  });
  afterAll(() => world.stop());

  async function crawled(maxImages = REQUEST.max_images) {
    const user = await world.app.givenUser({ credits: 1_000 });
    const job = await world.givenJob(user, { ...REQUEST, max_images: maxImages });
    await job.end();
    const { body } = await user.get(`${job.path}/images?limit=100`).expect(200);
    const images: ImageBody[] = body.data;
    return { user, job, images, project: `/api/projects/${job.projectId}` };
  }

  it('is grouped on arrival as comparing all with all would, and knows its pictures again', async () => {
    const { user, job, images, project } = await crawled(60); // 32 photographs, then variants of them
    const expected = await expectedKeepers(world.app, job.projectId);
    expect(await storedKeepers(world.app, job.projectId)).toEqual(expected);
    expect(new Set(expected.values()).size).toBeLessThan(expected.size);

    const [image] = images;
    const bytes: Buffer = (await user.get(`/api/images/${image?.id}/file`).expect(200)).body;
    const lookup = async (body: object) => (await user.post(`${project}/images/lookup`, body).expect(200)).body;
    const known = { sha256: image?.sha256, phash: image?.phash, exact: [{ id: image?.id }], blocked: null };
    const found = await lookup({ file: bytes.toString('base64') });
    expect(found).toMatchObject(known);
    expect(found.near[0]).toMatchObject({ distance: 0 });
    const again = await sharp(bytes).resize(200).jpeg({ quality: 60 }).toBuffer();
    const similar = await lookup({ file: again.toString('base64') });
    expect(similar.exact).toEqual([]);
    expect(similar.near.map((near: { image: ImageBody }) => near.image.id)).toContain(image?.id);
    expect(await lookup({ sha256: image?.sha256 })).toMatchObject({
      exact: [{ id: image?.id }],
      near: [],
      phash: null,
    });
    expect((await lookup({ phash: image?.phash, distance: 0 })).near[0]).toMatchObject({
      image: { phash: image?.phash },
    });
    const noPicture = Buffer.from('no picture').toString('base64');
    for (const bad of [
      {},
      { distance: 3 },
      { sha256: 'x' },
      { phash: 'C3D1F0E2A5968778' },
      { file: noPicture },
      { file: '%' },
    ])
      await user.post(`${project}/images/lookup`, bad).expect(422);
    await (await world.app.givenUser()).post(`${project}/images/lookup`, { sha256: image?.sha256 }).expect(404);
  });

  it('does not come back into the project once it is taken down, until the block is lifted', async () => {
    const { user, job, images, project } = await crawled();
    const given = sql<{ id: string }>`
      insert into export_jobs (id, crawl_job_id, project_id, user_id, format, status, completed_at)
      select gen_random_uuid(), t.job, t.project, ${user.id}, 'csv', t.status, t.ended
        from (values (${job.id}::uuid, null::uuid, 'completed', now()), (null, ${job.projectId}::uuid, 'processing', null),
                     (${job.id}::uuid, null, 'completed', now() - interval '1 day')) t (job, project, status, ended)
      returning id`;
    const { rows } = await given.execute(world.app.db.getKysely());
    const [gone, alike] = images;
    const taken = await user.delete(`/api/images/${gone?.id}?reason=Please`).expect(200);
    expect(taken.body.exports.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      rows
        .slice(0, 2)
        .map(({ id }) => id)
        .toSorted(),
    );
    await user.delete(`/api/images/${alike?.id}?block=near`).expect(200);
    const superseded = await sql<{ n: number }>`select count(*)::int as n from export_jobs
      where superseded_at is not null and user_id = ${user.id}`.execute(world.app.db.getKysely());
    expect(superseded.rows).toEqual([{ n: 2 }]);

    const second = await world.givenJob(user, REQUEST, job.projectId);
    const ended = await second.end();
    expect(ended.outcomes.opted_out).toBeGreaterThanOrEqual(2);
    const { body: opted } = await user.get(`${second.path}/candidates?outcome=opted_out`).expect(200);
    const blockId: string = taken.body.block_id;
    const kept = opted.data.find(({ url }: { url: string }) => url === gone?.original_url);
    expect(kept).toMatchObject({
      detail: 'Taken down in this project: Please',
      attempts: 0, // not even asked for
      rule: { signal: 'block_rule', where: blockId },
    });
    expect(kept.rule.seen_at).toBe(new Date(kept.rule.seen_at).toISOString());
    const { body: lookedUp } = await user.post(`${project}/images/lookup`, { sha256: gone?.sha256 }).expect(200);
    expect(lookedUp).toMatchObject({ exact: [], blocked: 'Taken down in this project: Please' });

    const { body: blocks } = await user.get(`${project}/image-blocks`).expect(200);
    expect(blocks.data).toMatchObject([
      { image_id: alike?.id, phash: alike?.phash, distance: 6, reason: 'Removed by its owner' },
      { id: blockId, image_id: gone?.id, sha256: gone?.sha256, phash: null, distance: null, urls: 1, reason: 'Please' },
    ]);
    await (await world.app.givenUser()).delete(`${project}/image-blocks/${blockId}`).expect(404);
    for (const { id } of blocks.data) await user.delete(`${project}/image-blocks/${id}`).expect(204);
    await user.delete(`${project}/image-blocks/${blockId}`).expect(404);
    const third = await world.givenJob(user, REQUEST, job.projectId);
    expect((await third.end()).outcomes.opted_out ?? 0).toBe(0);
    const { body: back } = await user.post(`${project}/images/lookup`, { sha256: gone?.sha256 }).expect(200);
    expect(back).toMatchObject({ exact: [{ sha256: gone?.sha256 }], blocked: null });
  });

  it('bars bytes that come from another address, at the flush', async () => {
    const { user, job, images } = await crawled();
    const [gone] = images;
    await user.delete(`/api/images/${gone?.id}`).expect(200);
    // as if the same file lay elsewhere: the address is not barred, the bytes are
    await sql`update image_blocks set url_hashes = '{}' where project_id = ${job.projectId}`.execute(
      world.app.db.getKysely(),
    );
    const second = await world.givenJob(user, REQUEST, job.projectId);
    expect((await second.end()).outcomes.opted_out).toBe(1);
    await second.tidied(); // its object went with it
  });
});
