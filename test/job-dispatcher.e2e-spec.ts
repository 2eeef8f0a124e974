import { sql } from 'kysely';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { Dispatcher } from '../src/modules/crawl-jobs/dispatcher.js';
import { ByHand } from './support/by-hand.js';

async function withConnection(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

describe('the dispatcher', () => {
  let hand: ByHand;
  let dispatcher: Dispatcher;
  beforeAll(async () => {
    hand = await ByHand.start();
    dispatcher = hand.app.get(Dispatcher);
  });
  afterAll(() => hand.world.stop());
  // the requests below ring on their own; what counts is who is picked once everything is due again
  const forgetBells = (jobs: string[]) =>
    sql`update job_chunks set rung_at = null where job_id = any(${jobs}::uuid[])`.execute(hand.app.db.getKysely());
  const restOthers = () =>
    sql`update job_chunks set rung_at = clock_timestamp() where rung_at is null`.execute(hand.app.db.getKysely());
  const pick = (room: number) => hand.run(() => dispatcher.pick(room));

  async function given(count: number, priority = 0, user = hand.app.givenUser({ credits: 1_000 })) {
    const keywords = Array.from({ length: count }, (_, i) => `keyword ${i}`);
    const job = await hand.world.givenJob(await user, {
      keywords,
      sources: ['openverse'],
      max_images: count * 2,
      priority,
    });
    await setTimeout(50);
    return { job, chunks: await hand.chunksOf(job.id) };
  }

  it('serves users in turn, each by priority, and rings nobody twice within ten seconds', async () => {
    const user = await hand.app.givenUser({ credits: 1_000 });
    const low = await given(6, 0, Promise.resolve(user));
    const high = await given(2, 9, Promise.resolve(user));
    const other = await given(3);
    await restOthers();
    await forgetBells([low.job.id, high.job.id, other.job.id]);
    const picked = await pick(6);
    const owner = picked.map((id) => (other.chunks.includes(id) ? 'other' : high.chunks.includes(id) ? 'high' : 'low'));
    expect(owner.filter((who) => who === 'other')).toHaveLength(3);
    expect(owner.filter((who) => who === 'high')).toHaveLength(2);
    const rest = await pick(100);
    expect(rest.toSorted()).toEqual(low.chunks.filter((id) => !picked.includes(id)).toSorted());
    expect(await pick(100)).toEqual([]);
    await sql`update job_chunks set rung_at = rung_at - interval '11 seconds' where job_id = ${low.job.id}`.execute(
      hand.app.db.getKysely(),
    );
    expect(await pick(100)).toHaveLength(6);
  });

  it('never waits for a locked chunk and never picks one twice', async () => {
    const { job, chunks } = await given(20);
    await restOthers();
    await forgetBells([job.id]);
    await withConnection(async (other) => {
      await other.query('begin');
      await other.query('select 1 from job_chunks where id = any($1) for update', [chunks.slice(0, 5)]);
      const before = performance.now();
      const picks = await Promise.all(Array.from({ length: 6 }, () => pick(20)));
      expect(performance.now() - before).toBeLessThan(2_000);
      expect(picks.flat().toSorted()).toEqual(chunks.slice(5).toSorted());
      await other.query('rollback');
    });
    expect((await pick(20)).toSorted()).toEqual(chunks.slice(0, 5).toSorted());
  });

  it('picks chunks whose worker died, and none whose lease lives', async () => {
    const { job, chunks } = await given(2);
    await restOthers();
    const [dead, alive] = await Promise.all(chunks.map((chunk) => hand.mustClaim(chunk)));
    await hand.expire(dead!.chunkId);
    await forgetBells([job.id]);
    expect(await pick(10)).toEqual([dead!.chunkId]);
    expect(alive?.fence).toBe(1);
  });
});
