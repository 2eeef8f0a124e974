import { parseArgs } from 'node:util';
import { loadEnv } from '../../src/config/env.js';
import { checkSource } from './check-source.js';
import { reportTable, verdict } from './report.js';
import { openSources } from './sources.js';

const USAGE = 'usage: npm run sources:check [-- [--keyword <words>] [<source> …]]';
const DEADLINE_MS = 60_000;
/** What every one of them should know. */
const KEYWORD = 'fox';
const OWN_KEYWORDS: Record<string, string> = { nasa: 'moon' };

const { keyword, names } = options();
// The sources need neither, but the environment wants both.
const nowhere = { DATABASE_URL: 'postgresql://127.0.0.1:1/none', REDIS_URL: 'redis://127.0.0.1:1' };
const env = loadEnv({ ...nowhere, ...process.env });
const { sources, fetcher, close } = await openSources(env);
const unknown = names.filter((name) => !sources.some((source) => source.name === name));
if (unknown.length > 0) {
  console.error(`No such source: ${unknown.join(', ')}\n${USAGE}`);
  process.exit(2);
}
const chosen = sources.filter(({ name }) => names.length === 0 || names.includes(name));
const checks = await Promise.all(
  chosen.map((source) =>
    checkSource(source, {
      keyword: keyword ?? OWN_KEYWORDS[source.name] ?? KEYWORD,
      fetcher,
      deadlineMs: DEADLINE_MS,
      maxImageBytes: env.MAX_IMAGE_BYTES,
    }),
  ),
);
await close();
for (const line of reportTable(checks)) console.log(line);
const { text, failed } = verdict(checks);
console.log(`\n${text}`);
process.exitCode = failed ? 1 : 0;

function options(): { keyword: string | undefined; names: string[] } {
  try {
    const { values, positionals } = parseArgs({
      options: { keyword: { type: 'string' } },
      allowPositionals: true,
    });
    return { keyword: values.keyword, names: positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
    return process.exit(2);
  }
}
