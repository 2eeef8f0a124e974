import { sql } from 'kysely';
import { newApiKey } from '../src/modules/profiles/api-key-secret.js';
import { TestApp } from './support/test-app.js';

describe('health', () => {
  it('is good while PostgreSQL and Redis answer', async () => {
    const app = await TestApp.start();
    expect((await app.anonymous.get('/health/live').expect(200)).body).toEqual({ status: 'ok' });
    const ready = await app.anonymous.get('/health/ready').expect(200);
    expect(ready.body).toEqual({ status: 'ok', database: 'up', redis: 'up' });
    await app.stop();
  });

  it('is alive but not ready without PostgreSQL, and says so with 503 everywhere', async () => {
    const app = await TestApp.start({ env: { DATABASE_URL: 'postgresql://nobody@127.0.0.1:9/none' } });
    await app.anonymous.get('/health/live').expect(200);
    for (const path of ['/health/ready', '/api/projects']) {
      const response = await app.as(newApiKey()).get(path).expect(503);
      expect(response.type).toBe('application/problem+json');
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
    }
    await app.stop();
  });

  it('comes back by itself when the database has dropped every connection', async () => {
    const app = await TestApp.start();
    const user = await app.givenUser();
    await Promise.all(Array.from({ length: 5 }, () => user.get('/api/projects').expect(200)));
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(app.db.getKysely());
    await vi.waitFor(() => user.get('/api/projects').expect(200), 20_000);
    await app.anonymous.get('/health/ready').expect(200);
    await app.stop();
  });
});
