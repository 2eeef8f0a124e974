import { sql } from 'kysely';
import { ClaimLost } from '../src/modules/crawl-jobs/claim.js';
import { ByHand } from './support/by-hand.js';
import { creditsOf } from './support/crawl-world.js';
import { givenOpenChunks, pictureUrls } from './support/open-chunks.js';

const same = (url: string) => url;

describe('a chunk of a crawl job', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  it('is claimed by one of many who try at once, and by nobody while its lease lives', async () => {
    const { chunks, job } = await givenOpenChunks(hand);
    const claims = await Promise.all(Array.from({ length: 8 }, () => hand.claim(chunks[0]!)));
    expect(claims.filter((claim) => claim !== null)).toMatchObject([
      { fence: 1, target: 10, stored: 0, attemptsWithoutProgress: 1 },
    ]);
    expect(await hand.claim(chunks[0]!)).toBeNull();
    const started = (await job.user.get(`/api/activity?resource_id=${job.id}`).expect(200)).body.data;
    expect(started.filter(({ action }: { action: string }) => action === 'crawl_job.started')).toHaveLength(1);
  });

  it('is not claimed before it is due, nor when its job is paused, cancelled or gone', async () => {
    const { chunks, user, job } = await givenOpenChunks(hand);
    await sql`update job_chunks set available_at = clock_timestamp() + interval '1 hour' where id = ${chunks[0]}`.execute(
      hand.app.db.getKysely(),
    );
    expect(await hand.claim(chunks[0]!)).toBeNull();
    await job.skipWaits();
    await user.post(`${job.path}/pause`).expect(200);
    expect(await hand.claim(chunks[0]!)).toBeNull();
    await user.post(`${job.path}/resume`).expect(200);
    const claim = await hand.mustClaim(chunks[0]!);
    await hand.giveBack(claim);
    await user.post(`${job.path}/cancel`).expect(200);
    expect(await hand.claim(chunks[0]!)).toBeNull();
    expect(await hand.claim('01a200e4-0000-7000-8000-000000000000')).toBeNull();
  });

  it('is taken over when its worker is silent; the old one can no longer write anything', async () => {
    const { chunks, user, job } = await givenOpenChunks(hand, { max: 6 });
    const zombie = await hand.mustClaim(chunks[0]!);
    await hand.discover(zombie, pictureUrls(12));
    const late = await hand.attempts(zombie, same);
    expect(await hand.flush(zombie, late.slice(0, 2))).toBe(2);
    await hand.expire(zombie.chunkId);
    const heir = await hand.mustClaim(zombie.chunkId);
    expect(heir).toMatchObject({ fence: zombie.fence + 1, stored: 2, discovered: true });
    expect(await hand.open(heir.chunkId)).toHaveLength(10);

    const before = await job.read();
    for (const write of [
      () => hand.flush(zombie, late.slice(2)),
      () => hand.flush(zombie, []),
      () => hand.settle(zombie),
      () => hand.giveBack(zombie),
      () => hand.discover(zombie, pictureUrls(5, 'late.example')),
    ]) {
      await expect(write()).rejects.toThrow(ClaimLost);
      expect(await job.read()).toEqual(before);
      expect(await job.broken()).toEqual([]);
    }
    expect(await hand.flush(heir, await hand.attempts(heir, same))).toBe(6);
    await hand.settle(heir);
    expect(await job.end()).toMatchObject({
      status: 'completed',
      downloaded_images: 6,
      outcomes: { stored: 6, not_needed: 6 },
    });
    expect(await creditsOf(user)).toEqual({ balance: 994, reserved: 0, spent: 6 });
    // it is the fence and nothing else that stopped the old one: with the heir's, its flush would have passed
    const { chunks: others, job: other } = await givenOpenChunks(hand, { max: 6 });
    const old = await hand.mustClaim(others[0]!);
    await hand.discover(old, pictureUrls(3));
    await hand.expire(old.chunkId);
    const { fence } = await hand.mustClaim(old.chunkId);
    expect(await hand.flush({ ...old, fence }, await hand.attempts(old, same))).toBe(3);
    expect(await other.broken()).toEqual([]);
  });

  it('accepts what its target lacks and not one more', async () => {
    const { chunks, job } = await givenOpenChunks(hand, { max: 5 });
    const claim = await hand.mustClaim(chunks[0]!);
    await hand.discover(claim, pictureUrls(30));
    const attempts = await hand.attempts(claim, (url) => `picture ${Number(/(\d+)\.png/.exec(url)?.[1]) % 9}`);
    expect(await hand.flush(claim, attempts.slice(0, 3))).toBe(3);
    expect(await hand.flush(claim, attempts.slice(3, 20))).toBe(5);
    expect(await job.images()).toBe(5);
    await hand.settle(claim);
    expect((await job.end()).outcomes.not_needed).toBeGreaterThan(10);
  });

  it('may flush the same results twice, as after a COMMIT whose answer was lost', async () => {
    const { chunks, user, job } = await givenOpenChunks(hand, { max: 10 });
    const claim = await hand.mustClaim(chunks[0]!);
    await hand.discover(claim, pictureUrls(8));
    await hand.discover(claim, pictureUrls(8));
    const attempts = await hand.attempts(claim, same);
    for (let i = 0; i < 3; i++) expect(await hand.flush(claim, attempts)).toBe(8);
    const { data } = (await user.get(`${job.path}/images`).expect(200)).body;
    expect(data.map((image: { labels: unknown[] }) => image.labels.length)).toEqual(Array.from({ length: 8 }, () => 1));
    await hand.settle(claim);
    await expect(hand.settle(claim)).rejects.toThrow(ClaimLost);
    expect(await job.end()).toMatchObject({ downloaded_images: 8, outcomes: { stored: 8 } });
  });
});
