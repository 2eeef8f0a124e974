import { setTimeout } from 'node:timers/promises';
import { ClaimLost } from '../src/modules/crawl-jobs/claim.js';
import { JobLifecycle } from '../src/modules/crawl-jobs/job-lifecycle.service.js';
import { ByHand } from './support/by-hand.js';
import { creditsOf } from './support/crawl-world.js';
import { givenOpenChunks, pictureUrls } from './support/open-chunks.js';

const same = (url: string) => url;

describe('chunks of a crawl job at the same time', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  it('is settled once, however many settle it at the same time', async () => {
    for (let round = 0; round < 5; round++) {
      const { chunks, user, job } = await givenOpenChunks(hand, { max: 4 });
      const claim = await hand.mustClaim(chunks[0]!);
      await hand.discover(claim, pictureUrls(4));
      await hand.flush(claim, await hand.attempts(claim, same));
      const settled = await Promise.allSettled(Array.from({ length: 6 }, () => hand.settle(claim)));
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of settled) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(ClaimLost);
      await job.end();
      expect(await creditsOf(user)).toEqual({ balance: 996, reserved: 0, spent: 4 });
    }
  });

  it('may be the last one together with others: the job ends once', async () => {
    for (let round = 0; round < 5; round++) {
      const { chunks, user, job } = await givenOpenChunks(hand, {
        max: 8,
        sources: ['openverse', 'wikimedia'],
        keywords: ['cat', 'dog'],
      });
      const claims = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
      for (const [i, claim] of claims.entries()) {
        await hand.discover(claim, pictureUrls(2, `${i}.example`));
        await hand.flush(claim, await hand.attempts(claim, same));
      }
      await Promise.all([
        ...claims.map((claim) => hand.settle(claim)),
        hand.run(() => hand.app.get(JobLifecycle).plan(job.id)),
      ]);
      expect(await job.end()).toMatchObject({ status: 'completed', downloaded_images: 8 });
      const log = (await user.get(`/api/activity?resource_id=${job.id}`).expect(200)).body.data;
      expect(log.filter(({ action }: { action: string }) => action === 'crawl_job.completed')).toHaveLength(1);
    }
  });

  it('may meet the pictures of others: each is stored and paid once, with the labels of all, and nobody deadlocks', async () => {
    const before = await hand.deadlocks();
    const keywords = Array.from({ length: 8 }, (_, i) => `keyword ${i}`);
    for (let round = 0; round < 4; round++) {
      const { chunks, user, job } = await givenOpenChunks(hand, { max: 800, keywords });
      const claims = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
      const batches = [];
      for (const [i, claim] of claims.entries()) {
        await hand.discover(claim, pictureUrls(50, `${i}.example`));
        // the same fifty pictures, met from another one on, by every second chunk backwards
        const met = (n: number) => ((i % 2 ? -n : n) + i * 7 + 50) % 50;
        const attempts = await hand.attempts(claim, (url) => `picture ${met(Number(/(\d+)\.png/.exec(url)?.[1]))}`);
        batches.push({ claim, attempts });
      }
      await Promise.all(batches.map(({ claim, attempts }) => hand.flush(claim, attempts)));
      expect(await job.images()).toBe(50);
      const { data } = (await user.get(`${job.path}/images?limit=100`).expect(200)).body;
      const labels: { keyword: string }[][] = data.map((image: { labels: { keyword: string }[] }) => image.labels);
      for (const own of labels) expect(own.map(({ keyword }) => keyword).toSorted()).toEqual(keywords);
      await Promise.all(claims.map((claim) => hand.settle(claim)));
      expect(await job.end()).toMatchObject({ downloaded_images: 50, duplicates: 350 });
      expect(await creditsOf(user)).toEqual({ balance: 950, reserved: 0, spent: 50 });
    }
    await setTimeout(1_100); // the server publishes its figures once a second
    expect(await hand.deadlocks()).toBe(before);
  });

  it('may name URLs that another one has: they are candidates once, whoever comes first', async () => {
    const { chunks, job } = await givenOpenChunks(hand, { max: 100, keywords: ['cat', 'dog', 'cow', 'hen'] });
    const claims = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
    const added = await Promise.all(
      claims.map((claim, i) =>
        hand.discover(
          claim,
          pictureUrls(50).toSorted(() => (i % 2 ? -1 : 1)),
        ),
      ),
    );
    expect(added.reduce((sum, n) => sum + n, 0)).toBe(50);
    expect(await job.read()).toMatchObject({ candidates: 50, duplicate_urls: 150 });
    expect(await job.broken()).toEqual([]);
  });

  it('may be flushed, settled, paused and cancelled at the same time', async () => {
    for (let round = 0; round < 12; round++) {
      const { chunks, user, job } = await givenOpenChunks(hand, { max: 40, sources: ['openverse', 'wikimedia'] });
      const claims = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
      const batches = await Promise.all(
        claims.map(async (claim, i) => {
          await hand.discover(claim, pictureUrls(30, `${i}.example`), null);
          return hand.attempts(claim, (url) => url.replace(/\d\.example/, ''));
        }),
      );
      const works = claims.flatMap((claim, i) => [
        () => hand.flush(claim, batches[i]!.slice(0, 10)),
        () => hand.flush(claim, batches[i]!.slice(10, 20)),
        () => hand.settle(claim),
      ]);
      const action = round % 3 === 0 ? 'pause' : 'cancel';
      const turn = round % works.length;
      const raced = [
        ...works.slice(0, turn),
        async () => void (await user.post(`${job.path}/${action}`).expect(200)),
        ...works.slice(turn),
      ];
      const results = await Promise.allSettled(raced.map((work) => work()));
      for (const result of results) if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(ClaimLost);
      expect(await job.broken()).toEqual([]);
      const images = await job.images();
      for (const [i, claim] of claims.entries())
        await expect(hand.flush(claim, batches[i]!.slice(20))).rejects.toThrow(ClaimLost);
      if (action === 'pause') await user.post(`${job.path}/cancel`).expect(200);
      expect(await job.end()).toMatchObject({ status: 'cancelled', downloaded_images: images });
      expect(await creditsOf(user)).toEqual({ balance: 1_000 - images, reserved: 0, spent: images });
    }
  });
});
