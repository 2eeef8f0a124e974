import { randomUUID } from 'node:crypto';
import { CreditReconciliation } from '../src/modules/credits/credit-reconciliation.service.js';
import { CreditWait } from '../src/modules/crawl-jobs/credit-wait.js';
import { CrawlWorld, creditsOf, type Job } from './support/crawl-world.js';
import { givenAdmin } from './support/openapi/callers.js';
import type { TestUser } from './support/test-user.js';

const waits = (job: Job) => job.until(({ status, pause_reason }) => status === 'paused' && pause_reason === 'credits');
const actions = async (user: TestUser, job: Job): Promise<string[]> =>
  (await user.get(`/api/activity?resource_id=${job.id}&limit=100`).expect(200)).body.data
    .map(({ action }: { action: string }) => action)
    .toReversed();

describe('jobs that pay as they go', () => {
  let world: CrawlWorld;
  let admin: TestUser;
  beforeAll(async () => {
    world = await CrawlWorld.start({ env: { HOUSEKEEPING_MS: '600000' } }); // no sweep but where a test asks for one
    admin = await givenAdmin(world.app);
  });
  afterAll(() => world.stop());

  const givenJob = (user: TestUser, max_images: number, keywords = ['fish', 'grain'], project?: string) =>
    world.givenJob(user, { keywords, sources: ['openverse'], max_images, options: { pay_as_you_go: true } }, project);
  const grant = (user: TestUser, amount: number) =>
    admin
      .post('/api/admin/credits/grants', {
        user_id: user.id,
        kind: 'bonus',
        amount,
        reason: 'x',
        reference: randomUUID(),
      })
      .expect(200);
  const sweep = () => world.app.inContext(() => world.app.get(CreditWait).resumeAll());
  const sound = async (user: TestUser, ...jobs: Job[]) => {
    for (const job of jobs) expect(await job.broken()).toEqual([]);
    expect(await world.app.inContext(() => world.app.get(CreditReconciliation).broken(user.id))).toEqual([]);
  };
  it('need no more than what they store, spend the last credit, wait, and go on when credits arrive', async () => {
    const user = await world.app.givenUser({ credits: 10 });
    const job = await givenJob(user, 24);
    expect(await waits(job)).toMatchObject({ downloaded_images: 10, active_chunks: 0, completed_at: null });
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 10 });
    await sound(user, job);
    const refused = (await user.post(`${job.path}/resume`).expect(402)).body;
    expect(refused).toMatchObject({ type: expect.stringMatching(/insufficient-credits$/), available: 0 });
    expect((await job.read()).status).toBe('paused');

    await grant(user, 5);
    await job.until(({ status, downloaded_images }) => status === 'paused' && downloaded_images === 15);
    await sound(user, job);
    await grant(user, 100);
    expect(await job.end()).toMatchObject({ status: 'completed', downloaded_images: 24, run: 1, pause_reason: null });
    expect(await creditsOf(user)).toEqual({ balance: 91, reserved: 0, spent: 24 });
    await sound(user, job);
    expect((await actions(user, job)).filter((action) => !action.endsWith('started'))).toEqual([
      'crawl_job.created',
      'crawl_job.paused',
      'crawl_job.resumed',
      'crawl_job.paused',
      'crawl_job.resumed',
      'crawl_job.completed',
    ]);
    const { data } = (await user.get(`/api/credits/transactions?job_id=${job.id}&limit=100`).expect(200)).body;
    expect(data.every(({ chunk_id }: { chunk_id: string | null }) => chunk_id !== null)).toBe(true);
  });

  it('share the last credits among their keywords', async () => {
    const user = await world.app.givenUser({ credits: 8 });
    const job = await givenJob(user, 40);
    await waits(job);
    const { data } = (await user.get(`${job.path}/images?limit=100`).expect(200)).body;
    const byKeyword = Map.groupBy(data, ({ keyword }: { keyword: string }) => keyword);
    expect([byKeyword.get('fish')?.length, byKeyword.get('grain')?.length]).toEqual([4, 4]);
    await user.post(`${job.path}/cancel`).expect(200);
    expect(await job.end()).toMatchObject({ status: 'cancelled', downloaded_images: 8 });
  });

  it('begin without a credit, waiting', async () => {
    const user = await world.app.givenUser();
    const job = await givenJob(user, 5, ['prawn']);
    expect(await job.read()).toMatchObject({ status: 'paused', pause_reason: 'credits', total_chunks: 0 });
    await sweep();
    expect(await actions(user, job)).toEqual(['crawl_job.created', 'crawl_job.paused']);
    await grant(user, 50);
    await job.end();
    expect(await creditsOf(user)).toEqual({ balance: 45, reserved: 0, spent: 5 });
  });

  it('release at once what a chunk did not use', async () => {
    const user = await world.app.givenUser({ credits: 100 });
    const job = await givenJob(user, 50, ['dog fault:404']);
    const ended = await job.end();
    expect(ended.downloaded_images).toBeLessThan(50);
    expect(await creditsOf(user)).toEqual({
      balance: 100 - ended.downloaded_images,
      reserved: 0,
      spent: ended.downloaded_images,
    });
    const { data } = (await user.get(`/api/credits/transactions?job_id=${job.id}&type=release`).expect(200)).body;
    expect(data.length).toBeGreaterThan(0);
    expect(data.every(({ chunk_id }: { chunk_id: string | null }) => chunk_id !== null)).toBe(true);
  });

  it('wait at the monthly limit, and go on when it is raised', async () => {
    const user = await world.app.givenUser({ credits: 100 });
    await user.patch('/api/credits/settings', { monthly_limit: 7 }).expect(200);
    const job = await givenJob(user, 12, ['mango']);
    expect(await waits(job)).toMatchObject({ downloaded_images: 7 });
    expect((await user.post(`${job.path}/resume`).expect(402)).body.type).toMatch(/monthly-limit-reached$/);
    await sweep();
    expect((await job.read()).status).toBe('paused');
    await user.patch('/api/credits/settings', { monthly_limit: null }).expect(200);
    await job.end();
    expect(await creditsOf(user)).toEqual({ balance: 88, reserved: 0, spent: 12 });
  });

  it('are found by the sweep when another job of the user gives its credits back', async () => {
    const user = await world.app.givenUser({ credits: 30 });
    const project = await world.givenProject(user);
    const request = { keywords: ['rice fault:slow'], sources: ['openverse'], max_images: 30 };
    const greedy = await world.givenJob(user, request, project);
    const [first, second] = [await givenJob(user, 4, ['fish'], project), await givenJob(user, 4, ['grain'], project)];
    await waits(first);
    await waits(second);
    await user.post(`${greedy.path}/cancel`).expect(200);
    expect((await first.read()).status).toBe('paused');
    await sweep();
    await first.end();
    await second.end();
    await sound(user, greedy, first, second);
    expect(await creditsOf(user)).toMatchObject({ reserved: 0 });
  });

  it('keep what running parts have reserved when they are paused, and give it back when they are cancelled', async () => {
    const user = await world.app.givenUser({ credits: 60 });
    const job = await givenJob(user, 40, ['fish fault:slow']);
    await job.until(({ downloaded_images }) => downloaded_images >= 2);
    expect(await creditsOf(user)).toEqual({ balance: 20, reserved: 40, spent: 0 });
    await user.post(`${job.path}/pause`).expect(200);
    await sound(user, job);
    await user.post(`${job.path}/resume`).expect(200);
    await user.post(`${job.path}/cancel`).expect(200);
    const { downloaded_images } = await job.end();
    expect(await creditsOf(user)).toEqual({ balance: 60 - downloaded_images, reserved: 0, spent: downloaded_images });
    await user.post(`${job.path}/retry`).expect(200);
    await user.post(`${job.path}/cancel`).expect(200);
    await sound(user, job);
  });

  it('are extended and retried without credits, waiting', async () => {
    const user = await world.app.givenUser({ credits: 5 });
    const job = await givenJob(user, 5, ['prawn']);
    await job.end();
    const { body } = await user.post(`${job.path}/extend`, { max_images: 9 }).expect(200);
    expect(body).toMatchObject({ status: 'paused', pause_reason: 'credits', run: 2, max_images: 9 });
    await grant(user, 4);
    expect(await job.end()).toMatchObject({ status: 'completed', downloaded_images: 9, run: 2 });
    expect(await creditsOf(user)).toEqual({ balance: 0, reserved: 0, spent: 9 });
  });
});
