import { Test } from '@nestjs/testing';
import { ConfigModule } from '../../config/config.module.js';
import { Env } from '../../config/env.js';
import { HostGate } from '../../fetching/politeness/host-gate.js';
import { SharedNotes } from '../../fetching/politeness/shared-notes.js';
import type { ImageSource } from './image-source.js';
import { SourceRegistry } from './source-registry.js';
import { SourcesModule } from './sources.module.js';

const NAMES = [
  'google',
  'bing',
  'openverse',
  'wikimedia',
  'flickr',
  'unsplash',
  'pexels',
  'pixabay',
  'brave',
  'duckduckgo',
  'baidu',
  'inaturalist',
  'gbif',
  'smithsonian',
  'met',
  'europeana',
  'nasa',
];

const registryWith = async (settings: Partial<Env>) => {
  const module = await Test.createTestingModule({ imports: [ConfigModule, SourcesModule] })
    .overrideProvider(Env)
    .useValue(Object.assign(new Env(), settings))
    .overrideProvider(SharedNotes)
    .useValue(null)
    .overrideProvider(HostGate)
    .useValue(new HostGate(1))
    .compile();
  const registry = module.get(SourceRegistry);
  await module.close();
  return registry;
};

describe('SourcesModule', () => {
  it('registers every source, each under its own name', async () => {
    const registry = await registryWith({});
    expect(registry.list().map(({ name }) => name)).toEqual(expect.arrayContaining(NAMES));
    for (const source of registry.list()) {
      expect(registry.get(source.name)).toBe(source);
      expect(source.policy.url).toMatch(/^https:\/\//);
      expect(source.policy.note).not.toBe('');
    }
    expect(registry.get('constructor')).toBeNull();
  });

  it.each([
    ['html', {}, 'scrape', true, 1_000],
    ['serper', {}, 'api', false, 1_000],
    ['serper', { SERPER_API_KEY: 'key' }, 'api', true, 1_000],
    ['serpapi', {}, 'api', false, 1_000],
    ['serpapi', { SERPAPI_API_KEY: 'key' }, 'api', true, 1_000],
    ['cse', { GOOGLE_CSE_API_KEY: 'key' }, 'api', false, 99],
    ['cse', { GOOGLE_CSE_API_KEY: 'key', GOOGLE_CSE_CX: 'x' }, 'api', true, 99],
  ])('google through %s with %o', async (provider, keys, mode, configured, depth) => {
    const google = (await registryWith({ GOOGLE_PROVIDER: provider, ...keys })).get('google');
    expect(google?.policy.mode).toBe(mode);
    expect(google?.configured).toBe(configured);
    expect(google?.depth).toBe(depth);
    expect(google?.slices.length).toBeGreaterThan(5);
    expect(google?.key?.required ?? false).toBe(mode === 'api');
  });

  it('says what the terms of the stock libraries rule out', async () => {
    const registry = await registryWith({});
    for (const name of ['unsplash', 'pexels', 'pixabay']) {
      expect(registry.get(name)).toMatchObject({ configured: false, policy: { bulk: 'no' }, key: { required: true } });
      expect(registry.get(name)?.policy.training).not.toBe('yes');
    }
    expect(
      registry
        .list()
        .filter(({ policy }) => policy.downloadTracking)
        .map(({ name }) => name),
    ).toEqual(['unsplash']);
  });

  it('two sources of one name are a mistake', async () => {
    const [first] = (await registryWith({})).list();
    const twice: ImageSource[] = first ? [first, first] : [];
    expect(() => new SourceRegistry(twice)).toThrow('same name');
  });
});
