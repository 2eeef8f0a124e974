import { readFile, writeFile } from 'node:fs/promises';
import { bootstrap } from './bootstrap.js';
import type { Platform } from './platform.js';
import { inProject } from './project.js';

const EMAIL = 'developer@localhost';

/**
 * A key for the developer, kept in `.data/dev-key`; null where none may lie about: in production and on a database that
 * is not our own. `isNew`: made just now, because there was none or the database no longer knows it.
 */
export async function developmentKey(platform: Platform): Promise<{ key: string; isNew: boolean } | null> {
  if (!platform.isEmbedded || process.env.NODE_ENV === 'production') return null;
  const file = inProject('.data', 'dev-key');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (kept !== '' && (await isValid(platform.url, kept))) return { key: kept, isNew: false };
  const { api_key: key } = await bootstrap(EMAIL, platform.env);
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return { key, isNew: true };
}

async function isValid(url: string, key: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/profiles/me`, { headers: { authorization: `Bearer ${key}` } });
  await answer.body?.cancel();
  return answer.ok;
}
