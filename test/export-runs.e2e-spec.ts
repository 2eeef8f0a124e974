import { EntityManager } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { setTimeout } from 'node:timers/promises';
import { EventBus } from '../src/common/events/event-bus.js';
import { Env } from '../src/config/env.js';
import { ExportClaims } from '../src/modules/export/export-claims.js';
import { ExportClaimLost } from '../src/modules/export/export-claim.js';
import { ExportDoctor } from '../src/modules/export/doctor/export-doctor.js';
import { ExportArchiver } from '../src/modules/export/export-archiver.js';
import { ExportRunner } from '../src/modules/export/export-runner.js';
import { PictureLoader } from '../src/modules/export/pipeline/picture-loader.js';
import { ExportRowsRepository } from '../src/modules/export/selection/export-rows.repository.js';
import { Storage } from '../src/storage/storage.js';
import { GatedStorage } from './support/gated-storage.js';
import { givenImages, givenJob, photographs, type GivenJob } from './support/given-images.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const never = new AbortController().signal;

const actionsOf = async (user: TestUser, action: string): Promise<number> =>
  (await user.get(`/api/activity?action=export_job.${action}`).expect(200)).body.data.length;

describe('runs of an export', () => {
  let app: TestApp;
  let pictures: Buffer[];
  beforeAll(async () => {
    app = await TestApp.start(); // without workers: the runs are ours
    pictures = await photographs(3);
  });
  afterAll(() => app.stop());

  const storage = () => app.nest.get<Storage>(Storage, { strict: false });
  const em = () => app.get(EntityManager);
  const claims = () => new ExportClaims(em(), app.get(EventBus), app.get(Env));
  const runner = (on: Storage = storage()) => {
    const rows = new ExportRowsRepository(em());
    const archiver = new ExportArchiver(rows, new PictureLoader(rows, on), on);
    return new ExportRunner(claims(), archiver, new ExportDoctor(on), on, app.get(Env));
  };

  async function given(): Promise<{ user: TestUser; job: GivenJob; id: string; url: string }> {
    const user = await app.givenUser();
    const job = await givenJob(app, user, ['rice']);
    await givenImages(app, job, 'rice', pictures);
    const { body } = await user.post(`${job.path}/export-jobs`, { format: 'imagefolder' }).expect(201);
    return { user, job, id: body.id, url: body.links.self };
  }

  async function rowOf(id: string) {
    const { rows } = await sql<Record<string, unknown> & { storage_key: string | null; fence: number }>`
      select status, fence, attempts, storage_key, error, lease_until, available_at > clock_timestamp() as later
        from export_jobs where id = ${id}`.execute(app.db.getKysely());
    return rows[0];
  }

  const archives = async (job: GivenJob, id: string): Promise<number[]> => {
    const found: number[] = [];
    for (let fence = 1; fence <= 9; fence++) {
      if (await storage().stat(`exports/${job.projectId}/${id}-${fence}.zip`)) found.push(fence);
    }
    return found;
  };

  it('finishes once when two workers start it at the same time', async () => {
    const { user, job, id } = await given();
    await Promise.all([runner().run(id, never), runner().run(id, never), runner().run(id, never)]);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', fence: 1, attempts: 1, lease_until: null });
    expect(await archives(job, id)).toEqual([1]);
    expect(await actionsOf(user, 'completed')).toBe(1);
    await runner().run(id, never);
    expect(await rowOf(id)).toMatchObject({ fence: 1 });
  });

  it('is taken over when its worker falls silent, which then can change nothing', async () => {
    const { user, job, id, url } = await given();
    const dead = await claims().claim(id);
    expect(dead).toMatchObject({ fence: 1, attempts: 1 });
    await runner().run(id, never);
    expect(await rowOf(id)).toMatchObject({ status: 'processing', fence: 1 }); // the lease is alive

    await sql`update export_jobs set lease_until = clock_timestamp() - interval '1 ms' where id = ${id}`.execute(
      app.db.getKysely(),
    );
    const heir = await claims().claim(id);
    expect(heir).toMatchObject({ fence: 2, attempts: 2 });
    const before = await rowOf(id);
    const archive = {
      key: `exports/${job.projectId}/${id}-1.zip`,
      size: 1,
      sha256: 'ff',
      images: 1,
      manifest: { size: 1, sha256: 'ff' },
      report: {
        classes: 1,
        splits: { train: 1 },
        removed: { label: 0, invalid: 0, duplicate: 0, copy: 0, balance: 0, license: {} },
        gone: 0,
      },
    };
    for (const write of [
      () => claims().renew(dead!, 50, 3),
      () => claims().complete(dead!, archive),
      () => claims().fail(dead!, 'late'),
      () => claims().giveBack(dead!, 'late', 0),
    ]) {
      await expect(write()).rejects.toThrow(ExportClaimLost);
    }
    expect(await rowOf(id)).toEqual(before);

    await claims().giveBack(heir!, 'never mind', 0);
    await runner().run(id, never);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', fence: 3 });
    expect(await actionsOf(user, 'completed')).toBe(1);
    expect(await actionsOf(user, 'failed')).toBe(0);
    await user.get(`${url}/download`).expect(200);
  });

  it('keeps its lease while it works, and stops within two seconds of a cancel', async () => {
    const { user, job, id, url } = await given();
    let line = Promise.resolve();
    const slow = new GatedStorage(storage(), () => (line = line.then(() => setTimeout(1_200)))); // one after the other
    const run = runner(slow).run(id, never);
    await setTimeout(2_500); // longer than the lease
    expect(await claims().claim(id)).toBeNull();
    expect((await rowOf(id))?.status).toBe('processing');

    await user.delete(url).expect(204);
    const cancelled = performance.now();
    await run;
    expect(performance.now() - cancelled).toBeLessThan(2_000 + 1_200);
    expect(await rowOf(id)).toMatchObject({ status: 'cancelled', fence: 2, storage_key: null });
    expect(await archives(job, id)).toEqual([]);
    await user.get(`${url}/download`).expect(409);
    expect(await actionsOf(user, 'cancelled')).toBe(1);

    await user.delete(url).expect(204);
    await user.get(url).expect(404);
  });

  it('takes the archive back when it is cancelled at the last moment', async () => {
    const { user, job, id, url } = await given();
    let published = 0;
    const late = new GatedStorage(
      storage(),
      async () => {},
      async () => {
        if (published++ === 0) await user.delete(url).expect(204);
      },
    );
    await runner(late).run(id, never);
    expect(await rowOf(id)).toMatchObject({ status: 'cancelled', storage_key: null });
    expect(await archives(job, id)).toEqual([]);
    expect(await actionsOf(user, 'completed')).toBe(0);
  });

  it('leaves nothing behind when storage fails, waits, and gives up after five claims', async () => {
    const { user, job, id } = await given();
    let reads = 0;
    const broken = new GatedStorage(storage(), async () => {
      if (++reads % 2 === 0) throw new Error('the disk is on fire');
    });
    for (let attempt = 1; attempt <= 4; attempt++) {
      await runner(broken).run(id, never);
      const error = 'the disk is on fire';
      expect(await rowOf(id)).toMatchObject({ status: 'pending', attempts: attempt, error, later: true });
      expect(await archives(job, id)).toEqual([]);
    }
    await runner(broken).run(id, never);
    expect(await rowOf(id)).toMatchObject({ status: 'failed', attempts: 5, error: 'the disk is on fire' });
    expect(await actionsOf(user, 'failed')).toBe(1);
    await runner().run(id, never);
    expect((await rowOf(id))?.status).toBe('failed');
  });

  it('fails when all its workers died without a word', async () => {
    const { user, id } = await given();
    for (let death = 1; death <= 5; death++) {
      expect(await claims().claim(id)).toMatchObject({ attempts: death });
      await sql`update export_jobs set lease_until = clock_timestamp() - interval '1 ms' where id = ${id}`.execute(
        app.db.getKysely(),
      );
    }
    expect(await claims().claim(id)).toBeNull();
    expect(await rowOf(id)).toMatchObject({ status: 'failed', error: 'Stopped 5 times without finishing' });
    expect(await actionsOf(user, 'failed')).toBe(1);
  });

  it('goes back to the others when its worker stops, without a blemish', async () => {
    const { job, id } = await given();
    const stopping = new AbortController();
    const slow = new GatedStorage(storage(), () => setTimeout(200));
    const run = runner(slow).run(id, stopping.signal);
    await setTimeout(100);
    stopping.abort();
    await run;
    expect(await rowOf(id)).toMatchObject({ status: 'pending', attempts: 0, lease_until: null, later: false });
    expect(await archives(job, id)).toEqual([]);
    await runner().run(id, never);
    expect(await rowOf(id)).toMatchObject({ status: 'completed', fence: 2, attempts: 1 });
  });

  it('says what was found of an archive that is not sound, and what became of the images', async () => {
    const { user, job, id, url } = await given();
    let streams = 0;
    const spoiling = new GatedStorage(
      storage(),
      async () => {},
      async () => {
        if (streams++ > 0) return; // the archive comes first, then its manifest
        const key = `exports/${job.projectId}/${id}-1.zip`;
        await storage().delete([key]);
        await storage().put(key, Buffer.from('no archive'));
      },
    );
    await runner(spoiling).run(id, never);
    expect((await user.get(url).expect(200)).body).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/archive|zip|bytes/i),
      report: { classes: 1, splits: { train: 3 }, gone: 0 },
      links: { download: null },
    });
    expect(await archives(job, id)).toEqual([]);
  });

  it('never puts damaged bytes into an archive', async () => {
    const { job, id } = await given();
    await sql`update images set stored_sha256 = repeat('0', 64) where crawl_job_id = ${job.jobId}`.execute(
      app.db.getKysely(),
    );
    await runner().run(id, never);
    expect(await rowOf(id)).toMatchObject({
      status: 'pending',
      error: expect.stringMatching(/^The object of image .* is damaged$/),
    });
  });

  it('deletes the archives of every run with the export', async () => {
    const { user, job, id, url } = await given();
    await claims().claim(id);
    await storage().put(`exports/${job.projectId}/${id}-1.zip`, Buffer.from('left by a worker that died'));
    await sql`update export_jobs set lease_until = clock_timestamp() - interval '1 ms' where id = ${id}`.execute(
      app.db.getKysely(),
    );
    await runner().run(id, never);
    expect(await archives(job, id)).toEqual([1, 2]);
    await user.delete(url).expect(204);
    expect(await archives(job, id)).toEqual([]);
  });
});

describe('exports without Redis', () => {
  it('are made all the same', async () => {
    const app = await TestApp.start({ workers: true, env: { REDIS_URL: 'redis://127.0.0.1:1' } });
    try {
      const user = await app.givenUser();
      const job = await givenJob(app, user, ['rice']);
      await givenImages(app, job, 'rice', await photographs(1));
      const { body } = await user.post(`${job.path}/export-jobs`, { format: 'imagefolder' }).expect(201);
      let status = '';
      // exports that other files left open come first, and the bell is missed for five seconds
      for (let i = 0; i < 400 && status !== 'completed'; i++) {
        await setTimeout(100);
        status = (await user.get(body.links.self).expect(200)).body.status;
      }
      expect(status).toBe('completed');
    } finally {
      await app.stop();
    }
  }, 60_000);
});
