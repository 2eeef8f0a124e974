import type { AuthUser } from '../auth/auth-user.js';
import { versioned } from '../etag/etag.interceptor.js';
import { IncludeRegistry, type Relation } from './include.registry.js';

const user: AuthUser = { id: 'u1', role: 'user', scopes: null };

const keyOf = (...scopes: string[]): AuthUser => ({ ...user, scopes: new Set(scopes) });

function registryOf(...names: string[]): { registry: IncludeRegistry; loads: string[] } {
  const registry = new IncludeRegistry();
  const loads: string[] = [];
  for (const name of names) {
    const load: Relation['load'] = async (_, ids) => {
      loads.push(`${name}:${ids.join()}`);
      return new Map([['a', { data: [name], has_more: true }]]);
    };
    registry.register({ parent: 'projects', name, scope: 'jobs:read', load });
  }
  return { registry, loads };
}

describe('IncludeRegistry', () => {
  it('runs one load per relation for all parents', async () => {
    const { registry, loads } = registryOf('jobs', 'stats');
    const items = await registry.embed('projects', user, ['stats', 'jobs'], [{ id: 'a' }, { id: 'b' }]);
    expect(loads).toEqual(['stats:a,b', 'jobs:a,b']);
    expect(items[0]).toEqual({
      id: 'a',
      jobs: { data: ['jobs'], has_more: true },
      stats: { data: ['stats'], has_more: true },
    });
    expect(items[1]).toMatchObject({ id: 'b', jobs: { data: [], has_more: false } });
  });

  it('loads nothing when nothing is asked for, or a name is unknown', async () => {
    const { registry, loads } = registryOf('jobs');
    await expect(registry.embed('projects', user, undefined, [{ id: 'a' }])).resolves.toEqual([{ id: 'a' }]);
    await expect(registry.embed('projects', user, ['jobs', 'nope'], [{ id: 'a' }])).rejects.toMatchObject({
      slug: 'validation-failed',
    });
    await expect(registry.embed('images', user, ['jobs'], [])).rejects.toMatchObject({ slug: 'validation-failed' });
    await expect(registryOf('jobs', 'stats').registry.embed('projects', user, ['nope'], [])).rejects.toMatchObject({
      errors: [{ parameter: 'include', message: 'must be one of jobs, stats, or several of them with commas between' }],
    });
    expect(loads).toEqual([]);
  });

  it('loads nothing for a key that may not read the relation itself', async () => {
    const { registry, loads } = registryOf('jobs');
    await expect(registry.embed('projects', keyOf('projects:read'), ['jobs'], [{ id: 'a' }])).rejects.toMatchObject({
      slug: 'insufficient-scope',
      extensions: { required_scopes: ['jobs:read'] },
    });
    expect(loads).toEqual([]);
    await registry.embed('projects', keyOf('projects:read', 'jobs:read'), ['jobs'], [{ id: 'a' }]);
    expect(loads).toEqual(['jobs:a']);
  });

  it('keeps the version mark of the item', async () => {
    const { registry } = registryOf('jobs');
    const item = versioned({ id: 'a' }, 3);
    const [copy] = await registry.embed('projects', user, ['jobs'], [item]);
    expect(Object.getOwnPropertySymbols(copy)).toEqual(Object.getOwnPropertySymbols(item));
  });

  it('refuses a second owner of a name', () => {
    const { registry } = registryOf('jobs');
    const again: Relation = { parent: 'projects', name: 'jobs', scope: 'jobs:read', load: async () => new Map() };
    expect(() => registry.register(again)).toThrow('twice');
  });
});
