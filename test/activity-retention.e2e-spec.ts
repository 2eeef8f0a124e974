import { sql } from 'kysely';
import { randomUUID } from 'node:crypto';
import { ALL_SCOPES } from '../src/common/auth/scopes.js';
import { Housekeeper } from '../src/housekeeping/housekeeper.js';
import { ActivitySweep } from '../src/modules/activity/activity-sweep.js';
import { TestApp } from './support/test-app.js';

const entries = async (app: TestApp, userId: string, ages: string[]): Promise<void> => {
  for (const age of ages) {
    await sql`
      insert into activity_logs (id, user_id, action, resource_type, resource_id, timestamp)
      values (${randomUUID()}, ${userId}, 'test.happened', 'test', ${randomUUID()}, now() - ${age}::interval)`.execute(
      app.db.getKysely(),
    );
  }
};

const left = async (app: TestApp, userId: string): Promise<number> =>
  (
    await sql`select from activity_logs where user_id = ${userId} and action = 'test.happened'`.execute(
      app.db.getKysely(),
    )
  ).rows.length;

describe('the activity log', () => {
  it('is kept for so many days by the housekeeper', async () => {
    const app = await TestApp.start({
      workers: true,
      env: { ACTIVITY_RETENTION_DAYS: '30', HOUSEKEEPING_MS: '600000' },
    });
    try {
      const user = await app.givenUser();
      await entries(app, user.id, ['29 days 23 hours', '30 days 1 hour', '400 days']);
      await app.get(Housekeeper).run();
      expect(await left(app, user.id)).toBe(1);
    } finally {
      await app.stop();
    }
  });

  it('is removed in batches, a long backlog in several rounds, or never', async () => {
    const app = await TestApp.start({ env: { ACTIVITY_RETENTION_DAYS: '1' } });
    const keeper = await TestApp.start({ env: { ACTIVITY_RETENTION_DAYS: '0' } });
    try {
      const user = await app.givenUser();
      await sql`
        insert into activity_logs (id, user_id, action, resource_type, resource_id, timestamp)
        select gen_random_uuid(), ${user.id}, 'test.happened', 'test', gen_random_uuid(), now() - interval '3 days'
          from generate_series(1, 6000)`.execute(app.db.getKysely());
      expect(await keeper.inContext(() => keeper.get(ActivitySweep).prune())).toBe(0);
      expect(await left(app, user.id)).toBe(6_000);
      expect(await app.inContext(() => app.get(ActivitySweep).prune())).toBeGreaterThanOrEqual(6_000);
      expect(await left(app, user.id)).toBe(0);
    } finally {
      await app.stop();
      await keeper.stop();
    }
  });

  it('is read whole by administrators, by owner, doer and request', async () => {
    const app = await TestApp.start();
    try {
      const admin = await app.givenUser({ scopes: ALL_SCOPES });
      await sql`update profiles set role = 'admin' where id = ${admin.id}`.execute(app.db.getKysely());
      const [user, other] = [await app.givenUser(), await app.givenUser()];
      const find = async (query: string) => (await admin.get(`/api/admin/activity?${query}`).expect(200)).body.data;
      const id = `request-${randomUUID()}`;
      const long = 'x'.repeat(128); // the longest that is taken over from a client
      await user.post('/api/projects', { name: 'birds' }).set('X-Request-Id', long).expect(201);
      expect(await find(`request_id=${long.slice(0, 100)}`)).toHaveLength(1);
      await user.post('/api/projects', { name: 'cats' }).set('X-Request-Id', id).expect(201);
      await other.post('/api/projects', { name: 'dogs' }).expect(201);

      const newest: unknown[] = await find('action=project.created&limit=2');
      expect(newest).toMatchObject([{ user_id: other.id }, { user_id: user.id, actor_id: user.id, request_id: id }]);
      expect(await find(`request_id=${id}`)).toMatchObject([{ action: 'project.created', user_id: user.id }]);
      expect(await find(`actor_id=${user.id}`)).toHaveLength(2);
      expect(await find(`user_id=${user.id}`)).toHaveLength(3); // its key was issued by the system
      expect((await user.get(`/api/activity?request_id=${id}`).expect(200)).body.data).toHaveLength(1);
      await user.get('/api/activity?request_id=x').expect(422);
      await user.get('/api/admin/activity').expect(403);
    } finally {
      await app.stop();
    }
  });
});
