import { sql } from 'kysely';
import { setTimeout } from 'node:timers/promises';
import { ByHand } from './support/by-hand.js';
import { creditsOf } from './support/crawl-world.js';
import { givenOpenChunks, pictureUrls } from './support/open-chunks.js';

const same = (url: string) => url;

describe('a URL that several keywords or sources name', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  const given = async (keywords = ['cat', 'dog'], licenses?: string[]) => {
    const { chunks, user, job } = await givenOpenChunks(hand, { max: 40, keywords, options: licenses && { licenses } });
    const claims = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
    const labels = async (): Promise<string[][]> => {
      const { data } = (await user.get(`${job.path}/images?limit=100`).expect(200)).body;
      return data.map((image: { labels: { keyword: string; source: string; url: string }[]; original_url: string }) =>
        image.labels.map(({ keyword, url }) => `${keyword}${url === image.original_url ? '' : ` at ${url}`}`),
      );
    };
    return { user, job, claims, labels };
  };

  it('has the labels of all: of those before it is fetched and of those after', async () => {
    const { job, claims, labels } = await given(['cat', 'dog', 'cow']);
    const [cat, dog, cow] = claims;
    const urls = pictureUrls(1);
    expect(await hand.discover(cat!, urls)).toBe(1);
    expect(await hand.discover(dog!, urls)).toBe(0);
    await hand.flush(cat!, await hand.attempts(cat!, same));
    expect(await labels()).toEqual([['cat', 'dog']]);
    expect(await hand.discover(cow!, urls)).toBe(0);
    expect(await labels()).toEqual([['cat', 'dog', 'cow']]);
    // once more says nothing new
    expect(await hand.discover(dog!, urls)).toBe(0);
    expect(await labels()).toEqual([['cat', 'dog', 'cow']]);
    expect(await job.read()).toMatchObject({ candidates: 1, duplicate_urls: 3 });
    expect(await job.broken()).toEqual([]);
  });

  it('adds them to the picture that its bytes are a copy of', async () => {
    const { job, claims, labels } = await given();
    const [cat, dog] = claims;
    const [first, copy] = pictureUrls(2);
    await hand.discover(cat!, [first!]);
    await hand.flush(cat!, await hand.attempts(cat!, () => 'the same bytes'));
    const said = { license: 'CC-BY-4.0', creator: 'Ada', pageUrl: 'http://a.example/page' };
    await hand.discover(cat!, [copy!], 'exhausted', said);
    await hand.discover(dog!, [copy!]);
    await hand.flush(cat!, await hand.attempts(cat!, () => 'the same bytes'));
    expect(await labels()).toEqual([['cat', `cat at ${copy}`, `dog at ${copy}`]]);
    const { data: images } = (await job.user.get(`${job.path}/images`).expect(200)).body;
    expect(images[0]).toMatchObject({
      original_url: first,
      license: 'CC-BY-4.0',
      creator: 'Ada',
      page_url: said.pageUrl,
    });
    const { data } = (await job.user.get(`${job.path}/candidates`).expect(200)).body;
    expect(new Set(data.map(({ sha256 }: { sha256: string }) => sha256)).size).toBe(1);
  });

  it('is counted right when its first chunk is being written while another takes it over', async () => {
    const { job, claims } = await given(['cat', 'dog'], ['open']);
    const [cat, dog] = claims;
    const [refused, open] = pictureUrls(2);
    const refusal = { outcome: 'license', detail: 'Its source tells no licence' } as const;
    await hand.discover(cat!, [refused!], null, { refusal });
    await hand.discover(cat!, [open!], null, { license: 'CC0-1.0' });
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const writing = hand.run(() =>
      hand.app.db.transactional(async (em) => {
        const db = em.getKysely();
        await sql`select 1 from job_chunks where id = ${cat!.chunkId} for no key update`.execute(db);
        await sql`update crawl_candidates set outcome = 'too_small' where chunk_id = ${cat!.chunkId} and outcome is null`.execute(
          db,
        );
        begin();
        await mayEnd;
      }),
    );
    await begun;
    const takingOver = hand.discover(dog!, [refused!], null, { license: 'CC-BY-4.0' });
    await setTimeout(300);
    end();
    await writing;
    expect(await takingOver).toBe(1);
    expect(await job.broken()).toEqual([]);
    expect(await job.read()).toMatchObject({ outcomes: { too_small: 1 }, candidates: 2 });
  });

  it('loses none and nobody deadlocks when pages and results are written at the same time', async () => {
    const before = await hand.deadlocks();
    const keywords = ['cat', 'dog', 'cow', 'hen'];
    for (let round = 0; round < 4; round++) {
      const { job, claims, labels } = await given(keywords);
      // each chunk is the first to name ten, in an order of its own
      for (const [i, claim] of claims.entries())
        await hand.discover(claim, pictureUrls(10, `${i}.example`).toReversed());
      const works = await Promise.all(
        claims.map(async (claim, i) => {
          const attempts = await hand.attempts(claim, same);
          const others = claims.flatMap((_, n) => (n === i ? [] : pictureUrls(10, `${n}.example`)));
          return [
            () => hand.flush(claim, attempts.slice(0, 5)),
            () => hand.discover(claim, round % 2 ? others : others.toReversed()),
            () => hand.flush(claim, attempts.slice(5).toReversed()),
          ];
        }),
      );
      await Promise.all(works.flatMap((steps) => steps.map((step) => step())));
      const all = await labels();
      expect(all).toHaveLength(40);
      for (const own of all) expect(own.toSorted()).toEqual(keywords.toSorted());
      expect(await job.read()).toMatchObject({ candidates: 40, duplicate_urls: 120 });
      expect(await job.broken()).toEqual([]);
    }
    await setTimeout(1_100); // the server publishes its figures once a second
    expect(await hand.deadlocks()).toBe(before);
  });

  it('has the licence that one of them tells, whenever it is told', async () => {
    const { user, job, claims } = await given(['cat', 'dog', 'cow']);
    const [cat, dog, cow] = claims;
    const [early, late, never] = pictureUrls(3);
    const said = { license: 'CC-BY-4.0', creator: 'Ada', pageUrl: 'http://a.example/page', title: 'A cat' };
    await hand.discover(cat!, [early!, late!, never!]);
    const attempts = await hand.attempts(cat!, same); // in hand
    await hand.discover(dog!, [early!], 'exhausted', said);
    await hand.flush(cat!, attempts);
    await hand.discover(dog!, [late!], 'exhausted', said);
    await hand.discover(cow!, [early!, late!], 'exhausted', { license: 'CC0-1.0', creator: 'Eve' }); // the first one stands
    const { data } = (await user.get(`${job.path}/images`).expect(200)).body;
    const told = data.map(({ original_url: url, license, creator, title, labels }: Record<string, unknown[]>) => [
      [url, license, creator, title],
      labels?.length,
    ]);
    expect(new Map(told.map(([[url, ...rest], labels]: [string[], number]) => [url, [...rest, labels]]))).toEqual(
      new Map([
        [early, ['CC-BY-4.0', 'Ada', 'A cat', 3]],
        [late, ['CC-BY-4.0', 'Ada', 'A cat', 3]],
        [never, [null, null, null, 1]],
      ]),
    );
  });

  it('has it also when the same source tells it later under the same keyword, or the job would not have kept it', async () => {
    const { user, job, claims } = await given(['cat'], ['unknown', 'public-domain']);
    const [cat] = claims;
    const [early, late, never] = pictureUrls(3);
    const said = { license: 'CC-BY-NC-4.0', creator: 'Ada', refusal: { outcome: 'license', detail: 'NC' } } as const;
    await hand.discover(cat!, [early!, late!, never!], null);
    const attempts = await hand.attempts(cat!, same); // in hand
    expect(await hand.discover(cat!, [early!], null, said)).toBe(0);
    await hand.flush(cat!, attempts);
    expect(await hand.discover(cat!, [late!], null, said)).toBe(0);
    const { data } = (await user.get(`${job.path}/images`).expect(200)).body;
    const told = data.map((image: { original_url: string; license: string | null; labels: unknown[] }) => [
      image.original_url,
      [image.license, image.labels.length],
    ]);
    expect(Object.fromEntries(told)).toEqual({
      [early!]: ['CC-BY-NC-4.0', 1],
      [late!]: ['CC-BY-NC-4.0', 1],
      [never!]: [null, 1],
    });
    expect(await job.read()).toMatchObject({ candidates: 3, duplicate_urls: 2 });
    expect(await job.broken()).toEqual([]);
  });

  it('is fetched under the licence that one of them tells, when another told none', async () => {
    const { user, job, claims, labels } = await given(['cat', 'dog'], ['open']);
    const [cat, dog] = claims;
    const urls = pictureUrls(3);
    const refusal = { outcome: 'license', detail: 'Its source tells no licence' } as const;
    expect(await hand.discover(cat!, urls, 'exhausted', { refusal })).toBe(0);
    expect(await hand.discover(dog!, urls.slice(0, 2), 'exhausted', { license: 'CC-BY-4.0', creator: 'Ada' })).toBe(2);
    expect(await job.read()).toMatchObject({ candidates: 3, duplicate_urls: 0, outcomes: { license: 1 } });
    await hand.flush(dog!, await hand.attempts(dog!, same));
    expect(await labels()).toEqual([
      ['dog', 'cat'],
      ['dog', 'cat'],
    ]);
    const { data } = (await user.get(`${job.path}/images`).expect(200)).body;
    expect(data[0]).toMatchObject({ license: 'CC-BY-4.0', creator: 'Ada', keyword: 'dog' });
    expect(await job.broken()).toEqual([]);
    for (const claim of claims) await hand.settle(claim);
    await job.end();
    expect(await creditsOf(user)).toMatchObject({ reserved: 0, spent: 2 });
  });
});
