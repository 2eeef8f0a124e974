import { sql } from 'kysely';
import { givenSomebody } from './support/given-somebody.js';
import { operationsOf, readDocument } from './support/openapi/api-document.js';
import { credentialsOf, givenAdmin } from './support/openapi/callers.js';
import { givenResources, prepareFor } from './support/openapi/resources.js';
import { send } from './support/openapi/send.js';
import { tableContents } from './support/openapi/table-contents.js';
import { validRequest } from './support/openapi/valid-request.js';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const document = readDocument();
const { schemas } = document.components;
const mine = operationsOf(document).filter(({ isPublic, roles }) => !isPublic && roles.length === 0);

/** What differs from one moment to the next; one's own calls are counted. */
const OF_THE_MOMENT = /"(exported_at|last_used_at)":"[^"]*"|"(api_calls|bandwidth_bytes)":\d+/g;

/** The matrix asks for the ids of others; here nobody does, and still nothing of theirs may be seen or changed. */
describe('what belongs to others', () => {
  let app: TestApp;
  beforeAll(async () => (app = await TestApp.start()));
  afterAll(() => app.stop());

  it('changes no answer to a user', async () => {
    const user = await app.givenUser({ credits: 1_000 });
    const ids = await givenResources(app, user);
    // the first calls that are counted would make the row
    await sql`insert into usage_metrics (id, user_id, metric_date) values (gen_random_uuid(), ${user.id}, now())
              on conflict do nothing`.execute(app.db.getKysely());
    const reading = mine.filter(({ method, id }) => method === 'GET' && !/events$/i.test(id));
    const answers = async (): Promise<Record<string, string>> => {
      const seen: Record<string, string> = {};
      for (const operation of reading) {
        const asked = validRequest(operation, { schemas, own: ids, credentials: credentialsOf(user.key) });
        const { status, text } = await send(app.url, asked);
        seen[operation.id] = `${status} ${text.replaceAll(OF_THE_MOMENT, '')}`;
      }
      return seen;
    };
    const alone = await answers();
    await givenSomebody(app);
    expect(await answers()).toEqual(alone);
  });

  it('is never taken for one’s own', async () => {
    const users = await Promise.all([11, 22, 33].map((credits) => app.givenUser({ credits })));
    const balances = await Promise.all(
      users.map(async (user) => (await user.get('/api/credits').expect(200)).body.balance),
    );
    expect(balances).toEqual([11, 22, 33]);
  });

  it.each(['activity', 'deprecations'])('is left out where administrators ask for the %s of one user', async (list) => {
    const [{ user }, admin] = [await givenSomebody(app), await givenAdmin(app)];
    await givenSomebody(app);
    const { body } = await admin.get(`/api/admin/${list}?user_id=${user.id}`).expect(200);
    expect(new Set(body.data.map((entry: { user_id: string }) => entry.user_id))).toEqual(new Set([user.id]));
  });

  it('is no part of an estimate', async () => {
    const [somebody, user] = [await givenSomebody(app), await app.givenUser({ credits: 100 })];
    const job = { name: 'rice', keywords: ['rice'], max_images: 10, sources: ['openverse'] };
    const estimate = async (asking: TestUser): Promise<unknown> => {
      const project = (await asking.post('/api/projects', { name: 'Foods' }).expect(201)).body.id;
      const { body } = await asking.post(`/api/projects/${project}/crawl-jobs/estimate`, job).expect(200);
      return body.sources[0].known_urls;
    };
    expect([await estimate(somebody.user), await estimate(user)]).toEqual([9, null]);
  });

  it.each(mine.filter(({ method }) => method !== 'GET').map((operation) => [operation.id, operation] as const))(
    'is not touched by %s',
    async (id, operation) => {
      const { ids } = await givenSomebody(app);
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
});
