import { sql } from 'kysely';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { EventBus } from '../src/common/events/event-bus.js';
import { CrawlJobCompleted, CrawlJobFailed } from '../src/modules/crawl-jobs/crawl-job.events.js';
import { ApiKeyCreated } from '../src/modules/profiles/profile.events.js';
import { CrawlWorld } from './support/crawl-world.js';
import { givenJob } from './support/given-images.js';
import { MailServer, portOf, type ReceivedMail } from './support/mail-server.js';
import { Process } from './support/process.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const PREFERENCES = '/api/notifications/preferences';
const WAIT = { timeout: 30_000, interval: 50 };

interface OutboxRow {
  id: string;
  status: string;
  attempts: number;
  wait: number;
  last_error: string | null;
  for_digest: boolean;
  digest_id: string | null;
}

/** `HH:MM` in UTC, some hours from now. */
const hoursFromNow = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);

describe('notifications by mail', () => {
  let server: MailServer;
  let api: TestApp;
  const started: TestApp[] = [];
  let user: TestUser;
  let jobId: string;

  /** An application that delivers, beside the API, which does not. */
  async function givenWorker(env: Record<string, string> = {}): Promise<TestApp> {
    const worker = await TestApp.start({ workers: true, env: { ...smtp, ...env } });
    started.push(worker);
    return worker;
  }
  const stopWorkers = () => Promise.all(started.splice(0).map((worker) => worker.stop()));
  let smtp: Record<string, string>;

  beforeAll(async () => {
    server = await MailServer.start();
    smtp = { SMTP_URL: server.url, SMTP_TIMEOUT_MS: '500', PUBLIC_URL: 'https://pix.example/' };
    api = await TestApp.start({ env: smtp });
  });
  afterAll(async () => {
    await stopWorkers();
    await Process.killAll();
    await api.stop();
    await server.stop();
  });
  beforeEach(async () => {
    user = await api.givenUser();
    await sql`delete from outbox`.execute(api.db.getKysely()); // the mail about the user's key
    jobId = (await givenJob(api, user, ['lentils'])).jobId;
  });
  afterEach(async () => {
    await stopWorkers();
    server.refusal = null;
  });

  const emit = (event: Parameters<EventBus['emit']>[0]) =>
    api.inContext(() => api.db.transactional(() => api.get(EventBus).emit(event)));
  const finish = (images = 1) => emit(new CrawlJobCompleted(user.id, jobId, { downloaded_images: images }));
  const outbox = async (): Promise<OutboxRow[]> => {
    const { rows } = await sql<OutboxRow>`
      select id, status, attempts, for_digest, digest_id, last_error,
             extract(epoch from available_at - clock_timestamp())::float as wait
        from outbox where user_id = ${user.id} order by created_at, id`.execute(api.db.getKysely());
    return rows;
  };
  /** Makes waits end now, as if that much time had gone by. */
  const skipWaits = () =>
    sql`update outbox set available_at = clock_timestamp() where user_id = ${user.id}`.execute(api.db.getKysely());
  const mails = (): ReceivedMail[] => server.to(user.email);
  const untilMails = (count: number) => vi.waitFor(() => expect(mails()).toHaveLength(count), WAIT);
  const untilStatus = (...statuses: string[]) =>
    vi.waitFor(async () => expect((await outbox()).map(({ status }) => status)).toEqual(statuses), WAIT);
  describe('with a worker', () => {
    let worker: TestApp;
    beforeAll(async () => {
      worker = await TestApp.start({ workers: true, env: smtp });
    });
    afterAll(() => worker.stop());

    it('delivers once, with the headers and both texts', async () => {
      await finish(1234);
      const [row] = await outbox();
      await untilStatus('sent');
      const [mail] = mails();
      expect(mail).toMatchObject({
        from: { name: 'PixCrawler', address: 'no-reply@pixcrawler.example' },
        to: [{ address: user.email }],
        subject: 'Crawl job “Pulses” is complete',
        messageId: `<${row?.id}@pixcrawler.example>`,
        recipients: [user.email],
      });
      expect(mail?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
      expect(mail?.text).toMatch(
        /^Crawl job “Pulses” is complete\nImages stored: 1,234\.\nhttps:\/\/pix\.example\/api\/projects\//,
      );
      expect(mail?.html).toContain('<a href="https://pix.example/api/projects/');
      await setTimeout(1_500);
      expect(mails()).toHaveLength(1);
      expect(await outbox()).toMatchObject([{ status: 'sent', attempts: 1, last_error: null }]);
    });

    it('lets no name become a header, a recipient or a part of the page', async () => {
      const db = api.db.getKysely();
      const evil = 'x\r\nBcc: eve@evil.example\r\n\r\n<script>';
      await sql`update profiles set full_name = ${evil} where id = ${user.id}`.execute(db);
      await sql`update crawl_jobs set name = ${evil} where id = ${jobId}`.execute(db);
      await finish();
      await untilMails(1);
      const [mail] = mails();
      expect(mail?.recipients).toEqual([user.email]);
      expect(mail?.bcc ?? []).toEqual([]);
      expect(mail?.headers.map(({ key }) => key)).not.toContain('bcc');
      expect(mail?.subject).toContain('“x Bcc: eve@evil.example <script>”');
      expect(mail?.html).not.toContain('<script>');
    });

    it('holds no secret', async () => {
      const { body } = await user.post('/api/api-keys', { name: 'ci', scopes: ['profile:read'] }).expect(201);
      await untilMails(1);
      expect(mails()[0]?.raw).toContain('ci');
      for (const key of [user.key, body.key]) expect(mails()[0]?.raw).not.toContain(key.slice(4));
    });

    it.each([
      [550, 'failed'],
      [451, 'pending'],
    ])('when the recipient is refused with %i, it is %s', async (code, status) => {
      server.refusal = { code, text: 'no' };
      await finish();
      await vi.waitFor(async () => expect(await outbox()).toMatchObject([{ status, attempts: 1 }]), WAIT);
    });

    it('waits for the end of quiet hours, unless it is about security', async () => {
      await user
        .put(PREFERENCES, { quiet_hours_start: hoursFromNow(-1), quiet_hours_end: hoursFromNow(2) })
        .expect(200);
      await finish();
      const [row] = await outbox();
      expect(row?.wait).toBeGreaterThan(2 * 3_600 - 90);
      expect(row?.wait).toBeLessThanOrEqual(2 * 3_600);
      await emit(new ApiKeyCreated(user.id, user.id, {}));
      await untilMails(1);
      expect(mails()[0]?.subject).toMatch(/^The API key/);

      await skipWaits(); // as if it had been due before they began
      await vi.waitFor(async () => expect((await outbox())[0]?.wait).toBeGreaterThan(3_600), WAIT);
      expect((await outbox())[0]).toMatchObject({ status: 'pending', attempts: 0 });
      expect(mails()).toHaveLength(1);

      await user.put(PREFERENCES, {}).expect(200); // counts for what waits, too
      await untilMails(2);
    });

    it('writes nothing once another worker has taken over', async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.gate = promise;
      await finish();
      await untilMails(1);
      await sql`update outbox set fence = fence + 1, lease_until = clock_timestamp() + interval '1 minute'
                 where user_id = ${user.id}`.execute(api.db.getKysely());
      resolve();
      await vi.waitFor(() => expect(server.open).toBe(0), WAIT);
      await setTimeout(200);
      expect(await outbox()).toMatchObject([{ status: 'processing' }]);
    });

    it('gathers a digest into one mail, and the next one begins anew', async () => {
      await user.put(PREFERENCES, { digest: 'daily', time_zone: 'Asia/Kathmandu' }).expect(200);
      for (const images of [1, 2]) await finish(images);
      await emit(new CrawlJobFailed(user.id, jobId, { downloaded_images: 0 }));
      expect(await outbox()).toMatchObject([1, 2, 3].map(() => ({ status: 'pending', for_digest: true })));
      await setTimeout(1_500);
      expect(mails()).toEqual([]);

      await skipWaits();
      await untilStatus('sent', 'sent', 'sent', 'sent');
      expect(mails()).toHaveLength(1);
      const rows = await outbox();
      const digest = rows.find(({ for_digest }) => !for_digest);
      expect(mails()[0]).toMatchObject({
        subject: 'PixCrawler: 3 notifications',
        messageId: `<${digest?.id}@pixcrawler.example>`,
      });
      const text = mails()[0]?.text ?? '';
      const places = ['stored: 1.', 'stored: 2.', 'has failed'].map((part) => text.indexOf(part));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(0);

      await finish(4);
      await skipWaits();
      await untilMails(2);
      expect(mails()[1]?.subject).toBe('Crawl job “Pulses” is complete');
    });

    it('mails nothing that is switched off or deleted, also when it waits already', async () => {
      await user.put(PREFERENCES, { categories: { crawl_jobs: { email: false } } }).expect(200);
      await finish();
      await user.put(PREFERENCES, { email_enabled: false }).expect(200);
      await finish();
      expect(await outbox()).toEqual([]);

      await user.put(PREFERENCES, { digest: 'weekly' }).expect(200);
      await finish();
      await finish();
      expect(await outbox()).toHaveLength(2);
      const { body } = await user.get('/api/notifications?limit=1').expect(200);
      await user.delete(`/api/notifications/${body.data[0].id}`).expect(204);
      expect(await outbox()).toHaveLength(1);
      await user.put(PREFERENCES, { digest: 'weekly', categories: { crawl_jobs: { email: false } } }).expect(200);
      expect(await outbox()).toEqual([]);
      await user.put(PREFERENCES, { in_app_enabled: false }).expect(200);
      await finish();
      await untilMails(1);
      await setTimeout(1_200);
      expect(mails()).toHaveLength(1);
    });
  });

  it('tries a dead server again later, under the same id, and no job waits for it', async () => {
    const dead = await MailServer.start();
    const { port } = dead;
    await dead.stop();
    await givenWorker({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    await finish();
    const [{ id } = { id: '' }] = await outbox();
    await vi.waitFor(async () => expect(await outbox()).toMatchObject([{ status: 'pending', attempts: 1 }]), WAIT);
    const [row] = await outbox();
    expect(row?.last_error).toContain('ECONNREFUSED');
    expect(row?.wait).toBeGreaterThan(25);
    expect(row?.wait).toBeLessThanOrEqual(30);
    await skipWaits();
    await vi.waitFor(async () => expect(await outbox()).toMatchObject([{ status: 'pending', attempts: 2 }]), WAIT);
    expect((await outbox())[0]?.wait).toBeGreaterThan(290);

    const alive = await MailServer.start(port);
    await skipWaits();
    await untilStatus('sent');
    expect(alive.to(user.email).map(({ messageId }) => messageId)).toEqual([`<${id}@pixcrawler.example>`]);
    await stopWorkers();
    await alive.stop();
  });

  it('lets a crawl end as fast as ever with a server that hangs', async () => {
    const hanging = createServer((socket) => void socket.on('error', () => {}));
    hanging.listen(0, '127.0.0.1');
    await once(hanging, 'listening');
    const env = { SMTP_URL: `smtp://127.0.0.1:${portOf(hanging)}`, SMTP_TIMEOUT_MS: '20000' };
    const world = await CrawlWorld.start({ env });
    const owner = await world.app.givenUser({ credits: 100 });
    const job = await world.givenJob(owner, { keywords: ['crab'], sources: ['openverse'], max_images: 10 });
    expect(await job.end(10_000)).toMatchObject({ status: 'completed', downloaded_images: 10 });
    const { body } = await owner.get('/api/notifications?category=crawl_jobs').expect(200);
    expect(body.data).toMatchObject([
      { type: 'crawl_job.completed', message: 'Images stored: 10.', action_url: job.path },
    ]);
    await world.stop(); // which gives back what was under way
    const { rows } = await sql<OutboxRow>`select status, attempts from outbox where user_id = ${owner.id}`.execute(
      api.db.getKysely(),
    );
    expect(rows).toEqual([1, 2].map(() => ({ status: 'pending', attempts: 0 })));
    hanging.close();
  });

  it('gives up after six tries', async () => {
    server.refusal = { code: 451, text: 'later' };
    await finish();
    await sql`update outbox set attempts = 5 where user_id = ${user.id}`.execute(api.db.getKysely());
    await givenWorker();
    await untilStatus('failed');
    expect(await outbox()).toMatchObject([{ attempts: 6, last_error: expect.stringContaining('later') }]);
  });

  it.each<[string, (server: Server) => void]>([
    ['says nothing', () => {}],
    [
      'never comes to an end',
      (slow) =>
        slow.on('connection', (socket) => {
          const drip = setInterval(() => socket.write('220-wait\r\n'), 100);
          socket.on('error', () => {}).on('close', () => clearInterval(drip));
        }),
    ],
  ])('leaves a server that %s', async (_, behave) => {
    const slow = createServer();
    let left = 0;
    slow.on('connection', (socket) => socket.on('close', () => (left += 1)).on('error', () => {}));
    behave(slow);
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    await givenWorker({ SMTP_URL: `smtp://127.0.0.1:${portOf(slow)}` });
    await finish();
    await vi.waitFor(async () => expect(await outbox()).toMatchObject([{ status: 'pending', attempts: 1 }]), WAIT);
    expect((await outbox())[0]?.last_error).toBeTruthy();
    await vi.waitFor(() => expect(left).toBe(1), WAIT);
    slow.close();
  });

  it('mails nobody who has left', async () => {
    await finish();
    await sql`update profiles set deleted_at = now() where id = ${user.id}`.execute(api.db.getKysely());
    await givenWorker();
    await untilStatus('failed');
    expect(mails()).toEqual([]);
  });

  it('delivers each once with several workers, a few at a time', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.gate = promise;
    server.mostOpen = 0;
    for (let i = 0; i < 12; i++) await finish(i);
    await Promise.all([givenWorker({ MAIL_CONCURRENCY: '2' }), givenWorker({ MAIL_CONCURRENCY: '1' })]);
    await vi.waitFor(() => expect(server.open).toBe(3), { ...WAIT, interval: 5 });
    resolve();
    await untilMails(12);
    await vi.waitFor(
      async () => expect(new Set((await outbox()).map(({ status }) => status))).toEqual(new Set(['sent'])),
      WAIT,
    );
    expect(server.mostOpen).toBeLessThanOrEqual(3 + 3); // a connection may be closing when the next one opens
    expect(new Set(mails().map(({ messageId }) => messageId)).size).toBe(12);
  });

  it('after a kill in the middle delivers again under the same id, so at least once', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    server.gate = promise;
    await finish();
    const worker = Process.start('worker', { ...smtp, SMTP_TIMEOUT_MS: '20000' });
    await vi.waitFor(() => expect(mails()).toHaveLength(1), { timeout: 60_000, interval: 20 });
    worker.signal('SIGKILL'); // the server has the mail, the worker does not know
    await worker.exit;
    resolve();
    expect(await outbox()).toMatchObject([{ status: 'processing', attempts: 1 }]);
    await sql`update outbox set lease_until = clock_timestamp() where user_id = ${user.id}`.execute(api.db.getKysely());
    await givenWorker();
    await untilStatus('sent');
    const ids = mails().map(({ messageId }) => messageId);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  }, 120_000);
});
