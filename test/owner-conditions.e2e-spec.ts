import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { DomainEvent } from '../src/common/events/domain-event.js';
import { ExportJobsRepository } from '../src/modules/export/export-jobs.repository.js';
import { NewsRepository } from '../src/modules/notifications/news.repository.js';
import { NotificationsRepository } from '../src/modules/notifications/notifications.repository.js';
import { SubjectsRepository } from '../src/modules/notifications/subjects.repository.js';
import { ApiKeysRepository } from '../src/modules/profiles/api-keys.repository.js';
import { ProjectsRepository } from '../src/modules/projects/projects.repository.js';
import { ValidationJobsRepository } from '../src/modules/validation/validation-jobs.repository.js';
import { operationsOf, readDocument } from './support/openapi/api-document.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { givenResources, prepareFor, type ResourceIds } from './support/openapi/resources.js';
import { send } from './support/openapi/send.js';
import { tableContents } from './support/openapi/table-contents.js';
import { validRequest } from './support/openapi/valid-request.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const document = readDocument();
const { schemas } = document.components;
const mine = operationsOf(document).filter(({ isPublic, roles }) => !isPublic && roles.length === 0);

class SomeEvent extends DomainEvent {
  readonly action = 'thing.happened';
  readonly resourceType: string = 'thing';
}

/** The matrix asks for the ids of others; here nobody does, and still nothing of theirs may be seen or changed. */
describe('what belongs to others', () => {
  let app: TestApp;
  beforeAll(async () => (app = await TestApp.start()));
  afterAll(() => app.stop());

  /** Somebody with a row in every table that has an owner, in states that work on all of a user's rows looks for. */
  async function givenSomebody(): Promise<{ user: TestUser; ids: ResourceIds }> {
    const user = await app.givenUser({ credits: 1_000 });
    const ids = await givenResources(app, user);
    const db = app.db.getKysely();
    await sql`insert into usage_metrics (id, user_id, metric_date, api_calls) values (gen_random_uuid(), ${user.id}, now(), 7)
              on conflict (user_id, metric_date) do update set api_calls = 7`.execute(db);
    await sql`update export_jobs set status = 'pending' where id = ${ids.projectExport}`.execute(db);
    await sql`insert into notification_preferences (id, user_id, email_enabled) values (gen_random_uuid(), ${user.id}, false)`.execute(
      db,
    );
    await sql`insert into outbox (id, user_id, notification_id, channel)
              values (gen_random_uuid(), ${user.id}, ${ids.notification}, 'email')`.execute(db);
    return { user, ids };
  }

  it('changes no answer to a user', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const ids = await givenResources(app, user);
    const reading = mine.filter(({ method, id }) => method === 'GET' && !/events$/i.test(id));
    const answers = async (): Promise<Record<string, string>> => {
      const seen: Record<string, string> = {};
      for (const operation of reading) {
        const asked = validRequest(operation, { schemas, own: ids, credentials: credentialsOf(user.key) });
        const { status, text } = await send(app.url, asked);
        seen[operation.id] = `${status} ${text.replaceAll(/"(exported_at|last_used_at)":"[^"]*"/g, '')}`;
      }
      return seen;
    };
    const alone = await answers();
    await givenSomebody();
    expect(await answers()).toEqual(alone);
  });

  it.each(mine.filter(({ method }) => method !== 'GET').map((operation) => [operation.id, operation] as const))(
    'is not touched by %s',
    async (id, operation) => {
      const { ids } = await givenSomebody();
      const user = await app.givenUser({ credits: 1_000_000 });
      const own = await givenResources(app, user);
      await prepareFor(id, app, own);
      const before = await tableContents(app, Object.values(ids));
      const answer = await send(
        app.url,
        validRequest(operation, { schemas, own, credentials: credentialsOf(user.key) }),
      );
      expect(answer.status).not.toBeGreaterThanOrEqual(500);
      expect(await tableContents(app, Object.values(ids))).toEqual(before);
    },
  );

  it('is never taken for one’s own', async () => {
    const users = await Promise.all([11, 22, 33].map((credits) => app.givenUser({ credits })));
    const balances = await Promise.all(
      users.map(async (user) => (await user.get('/api/credits').expect(200)).body.balance),
    );
    expect(balances).toEqual([11, 22, 33]);
  });

  it('is left out where administrators ask for one user', async () => {
    const [{ user }, admin] = [await givenSomebody(), await givenAdmin(app)];
    await givenSomebody();
    const { body } = await admin.get(`/api/admin/activity?user_id=${user.id}`).expect(200);
    expect(new Set(body.data.map((entry: { user_id: string }) => entry.user_id))).toEqual(new Set([user.id]));
  });

  it('is not found by statements that are given an id which was looked up before', async () => {
    const { user, ids } = await givenSomebody();
    const stranger = randomUUID();
    const before = await tableContents(app, [user.id]);
    await app.inContext(async () => {
      const keys = app.get(ApiKeysRepository);
      await expect(keys.rename(stranger, ids.apiKey, 'mine')).rejects.toThrow();
      await expect(keys.expireIn(stranger, ids.apiKey, 1)).rejects.toThrow();
      expect(await keys.revoke(stranger, { id: ids.apiKey })).toEqual([]);
      const notices = app.get(NotificationsRepository);
      await expect(notices.mark(stranger, ids.notification, true)).rejects.toThrow();
      expect(await app.get(ProjectsRepository).ofCrawlJobs(stranger, [ids.crawlJob])).toEqual([]);
      expect(await app.get(ExportJobsRepository).newestOf(stranger, [ids.crawlJob], 5)).toEqual([]);
      expect(await app.get(ValidationJobsRepository).newestOf(stranger, [ids.crawlJob], 5)).toEqual([]);
      const subjects = app.get(SubjectsRepository);
      for (const [resourceType, resourceId] of [
        ['crawl_job', ids.crawlJob],
        ['export_job', ids.projectExport],
        ['validation_job', ids.validationJob],
        ['api_key', ids.apiKey],
      ] as const) {
        const event = (userId: string) => Object.assign(new SomeEvent(userId, resourceId), { resourceType });
        expect((await subjects.of(event(stranger))).name).toBeNull();
        expect((await subjects.of(event(user.id))).name).not.toBeNull();
      }
      const news = app.get(NewsRepository);
      const past = { at: '2000-01-01', id: '00000000-0000-0000-0000-000000000000' };
      expect(await news.since(stranger, past, past.at, [])).toEqual({ unread: 0, notifications: [] });
      expect((await news.position(stranger, ids.notification)).id).not.toBe(ids.notification);
    });
    expect(await tableContents(app, [user.id])).toEqual(before);
  });
});
