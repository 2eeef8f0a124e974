import { getMetadataStorage } from 'class-validator';
import { readFileSync } from 'node:fs';
import { Env, loadEnv } from '../../src/config/env.js';
import { inProject } from './project.js';

const lines = readFileSync(inProject('.env.example'), 'utf8').split('\n');
const settings = lines.flatMap((line) => {
  const [, name, value = ''] = /^#?([A-Z][A-Z0-9_]*)=(.*)$/.exec(line) ?? [];
  return name === undefined ? [] : [{ name, value }];
});
/** What has no default: the example's value is one that works, or nothing. */
const WITHOUT_DEFAULT = [
  'DATABASE_URL',
  'REDIS_URL',
  'PUBLIC_URL',
  'OPENVERSE_TOKEN',
  'SERPER_API_KEY',
  'SERPAPI_API_KEY',
  'GOOGLE_CSE_API_KEY',
  'GOOGLE_CSE_CX',
  'FLICKR_API_KEY',
  'UNSPLASH_ACCESS_KEY',
  'PEXELS_API_KEY',
  'PIXABAY_API_KEY',
  'BRAVE_API_KEY',
  'SMTP_URL',
  'SMITHSONIAN_API_KEY',
  'EUROPEANA_API_KEY',
];

describe('.env.example', () => {
  it('has every variable of the environment, once, and nothing else', () => {
    const rules = getMetadataStorage().getTargetValidationMetadatas(Env, '', false, false);
    const known = new Set(rules.map(({ propertyName }) => propertyName));
    expect(settings.map(({ name }) => name).sort()).toEqual([...known].sort());
  });

  it('explains every group and sets nothing by itself', () => {
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });

  it('shows the defaults, and values that pass the rules', () => {
    const services = { DATABASE_URL: 'postgresql://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' };
    const shown = Object.fromEntries(settings.map(({ name, value }) => [name, value]));
    const [loaded, defaults] = [loadEnv(shown), loadEnv(services)];
    for (const name of WITHOUT_DEFAULT) for (const env of [loaded, defaults]) Reflect.deleteProperty(env, name);
    expect(loaded).toEqual(defaults);
  });
});
