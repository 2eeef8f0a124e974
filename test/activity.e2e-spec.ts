import { sql } from 'kysely';
import { TestApp } from './support/test-app.js';
import type { TestUser } from './support/test-user.js';

const ACTIVITY = '/api/activity';

const actionsOf = (body: { data: { action: string }[] }) => body.data.map(({ action }) => action);

async function givenLife(user: TestUser): Promise<string> {
  const { body } = await user.post('/api/projects', { name: 'cats' }).expect(201);
  await user.patch(`/api/projects/${body.id}`, { name: 'dogs', description: 'all of them' }).expect(200);
  await user.delete(`/api/projects/${body.id}`).expect(204);
  return body.id;
}

describe('activity log', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it('tells who did what to which resource, from where, in which request', async () => {
    const user = await app.givenUser();
    const made = await user.post('/api/projects', { name: 'cats' }).set('X-Request-Id', 'request-of-mine').expect(201);
    await user.patch(`/api/projects/${made.body.id}`, { name: 'dogs' }).expect(200);
    const { body } = await user.get(`${ACTIVITY}?resource_id=${made.body.id}`).expect(200);
    expect(body.data).toHaveLength(2);
    expect(body.data[1]).toMatchObject({
      action: 'project.created',
      resource_type: 'project',
      resource_id: made.body.id,
      ip: '127.0.0.1',
      request_id: 'request-of-mine',
    });
    expect(body.data[0].metadata).toEqual({ name: { from: 'cats', to: 'dogs' } });
    expect(Date.parse(body.data[0].timestamp)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('has neither address nor request for what happens outside of requests', async () => {
    const user = await app.givenUser(); // its key is issued without a request
    const { body } = await user.get(ACTIVITY).expect(200);
    expect(body.data).toMatchObject([{ action: 'api_key.created', ip: null, request_id: null }]);
  });

  it('never holds a secret', async () => {
    const user = await app.givenUser();
    const { body } = await user.post('/api/api-keys', { name: 'x', scopes: ['profile:read'] }).expect(201);
    const log = await user.get(ACTIVITY).expect(200);
    for (const key of [user.key, body.key]) expect(log.text).not.toContain(key.slice(12));
  });

  it('is filtered by action, resource and time', async () => {
    const user = await app.givenUser();
    const project = await givenLife(user);
    const search = async (query: string) => actionsOf((await user.get(`${ACTIVITY}?${query}`).expect(200)).body);
    expect(await search('action=project.updated')).toEqual(['project.updated']);
    expect(await search('resource_type=api_key')).toEqual(['api_key.created']);
    expect(await search(`resource_id=${project.toUpperCase()}`)).toHaveLength(3);
    expect(await search(`resource_type=api_key&resource_id=${project}`)).toEqual([]);

    await sql`update activity_logs set created_at = '2026-01-01T00:00:00Z'
      where user_id = ${user.id} and action = 'project.created'`.execute(app.db.getKysely());
    expect(await search('to=2026-01-01T00:00:01Z')).toEqual(['project.created']);
    expect(await search('from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z')).toEqual([]);
    expect(await search('from=2026-01-01T00:00:01Z')).toHaveLength(3);
  });

  it('is paged newest first and shows nobody else anything', async () => {
    const [user, other] = [await app.givenUser(), await app.givenUser()];
    await givenLife(user);
    await givenLife(other);
    const first = await user.get(`${ACTIVITY}?limit=3`).expect(200);
    const rest = await user.get(`${ACTIVITY}?limit=3&cursor=${first.body.next_cursor}`).expect(200);
    expect([...actionsOf(first.body), ...actionsOf(rest.body)]).toEqual([
      'project.deleted',
      'project.updated',
      'project.created',
      'api_key.created',
    ]);
    await other.get(`${ACTIVITY}?limit=3&cursor=${first.body.next_cursor}`).expect(422);
  });

  it.each(['action=DROP', 'action=project', 'resource_type=a.b', 'resource_id=abc', 'from=yesterday', 'to=infinity'])(
    'refuses %s',
    async (query) => {
      const user = await app.givenUser();
      const { body } = await user.get(`${ACTIVITY}?${query}`).expect(422);
      expect(body.errors[0].parameter).toBe(query.split('=')[0]);
    },
  );

  it('needs a key with the scope', async () => {
    await app.anonymous.get(ACTIVITY).expect(401);
    const user = await app.givenUser({ scopes: ['projects:read'] });
    await user.get(ACTIVITY).expect(403);
  });
});
