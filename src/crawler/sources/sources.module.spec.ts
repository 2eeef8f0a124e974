import { Test } from '@nestjs/testing';
import { ConfigModule } from '../../config/config.module.js';
import { Env } from '../../config/env.js';
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
    .compile();
  const registry = module.get(SourceRegistry);
  await module.close();
  return registry;
};

describe('SourcesModule', () => {
  it('registers every source, each under its own name', async () => {
    const registry = await registryWith({});
    expect(registry.list().map(({ name }) => name)).toEqual(NAMES);
    for (const source of registry.list()) {
      expect(registry.get(source.name)).toBe(source);
      expect(source.policy.url).toMatch(/^https:\/\//);
      expect(source.policy.note).not.toBe('');
    }
    expect(registry.get('constructor')).toBeNull();
  });

  it.each([
    ['html', undefined, 'scrape', true],
    ['serper', undefined, 'api', false],
    ['serper', 'key', 'api', true],
  ])('google through %s with key %s', async (provider, key, mode, configured) => {
    const google = (await registryWith({ GOOGLE_PROVIDER: provider, SERPER_API_KEY: key })).get('google');
    expect(google?.policy.mode).toBe(mode);
    expect(google?.configured).toBe(configured);
  });

  it('two sources of one name are a mistake', async () => {
    const [first] = (await registryWith({})).list();
    const twice: ImageSource[] = first ? [first, first] : [];
    expect(() => new SourceRegistry(twice)).toThrow('same name');
  });
});
