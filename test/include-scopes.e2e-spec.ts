import type { Scope } from '../src/common/auth/scopes.js';
import { IncludeRegistry } from '../src/common/include/include.registry.js';
import { TestApp } from './support/test-app.js';

/** Where a parent is read, by which scope, and what its children's own lists ask for. */
const PARENTS: Record<string, { path: string; scope: Scope; children: Record<string, Scope> }> = {
  profiles: { path: '/api/profiles/me', scope: 'profile:read', children: { projects: 'projects:read' } },
  projects: { path: '/api/projects', scope: 'projects:read', children: { crawl_jobs: 'jobs:read' } },
  crawl_jobs: {
    path: '/api/crawl-jobs',
    scope: 'jobs:read',
    children: {
      chunks: 'jobs:read',
      export_jobs: 'exports:read',
      project: 'projects:read',
      validation_jobs: 'images:read',
    },
  },
};

describe('what a key may include', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start();
  });
  afterAll(() => app.stop());

  it.each(Object.entries(PARENTS))('with %s is what it may read', async (parent, { path, scope, children }) => {
    expect(app.get(IncludeRegistry).namesOf(parent)).toEqual(Object.keys(children));
    const limited = await app.givenUser({ scopes: [scope] });
    for (const [name, needed] of Object.entries(children)) {
      const { status, body } = await limited.get(`${path}?include=${name}`);
      if (needed === scope) expect(status).toBe(200);
      else expect([status, body.required_scopes]).toEqual([403, [needed]]);
      const allowed = await app.givenUser({ scopes: [scope, needed] });
      await allowed.get(`${path}?include=${name}`).expect(200);
    }
  });
});
