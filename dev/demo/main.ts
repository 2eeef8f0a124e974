import { writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { bootstrap } from '../start/bootstrap.js';
import { choosePort } from '../start/choose-port.js';
import { launch } from '../start/launch.js';
import { startPlatform } from '../start/platform.js';
import { inProject } from '../start/project.js';
import { ApiClient } from './api-client.js';
import { crawl } from './crawl.js';
import { startLabProcess } from './lab-process.js';
import { ProgressDisplay } from './progress-display.js';
import { summaryJson, summaryTable } from './summary.js';

const USAGE = 'usage: npm run demo [-- [--once] [--json]]';
/** Fewer stored images make the demo fail. */
const ENOUGH_IMAGES = 200;

/** `npm run demo`: the whole product on this machine, and one crawl from keywords to an archive. */
const { once, json } = options();
// with --json only the result goes to stdout
const output = json ? process.stderr : process.stdout;
const log = (line: string) => void output.write(`${line}\n`);

await launch(log, async (launched) => {
  if (process.env.NODE_ENV === 'production') throw new Error('the demo is for development: unset NODE_ENV=production');
  const port = await choosePort(process.env.PORT);
  const settings = await startLabProcess(launched);
  log('✓ image lab: simulated sources and websites with real photographs; logs are in .data/logs');
  const platform = await startPlatform(launched, { port, log, settings });
  const { email, api_key: key } = await bootstrap(`demo-${Date.now()}@localhost`, platform.env);
  await writeFile(inProject('.data', 'demo-key'), `${key}\n`, { mode: 0o600 });
  log(`✓ profile ${email} with credits and an API key\n`);

  const display = new ProgressDisplay(output, Boolean(process.env.CI));
  const result = await crawl(new ApiClient(platform.url, key), launched, display);
  log('');
  const shown = { ...result.archive, file: relative(process.cwd(), result.archive.file) };
  for (const line of summaryTable({ ...result, archive: shown })) log(line);
  const isEnough = result.job.downloaded_images >= ENOUGH_IMAGES;
  if (!isEnough)
    log(`\nonly ${result.job.downloaded_images} images, ${ENOUGH_IMAGES} were expected: see .data/logs/api.log`);
  if (!once) {
    log(`\nAPI         http://localhost:${port}`);
    log(`Swagger UI  http://localhost:${port}/docs`);
    log(`API key     ${key}  (kept in .data/demo-key)`);
    log('Stop with Ctrl+C.');
  }
  if (json) process.stdout.write(`${summaryJson(result)}\n`);
  if (once) return isEnough ? 0 : 1;
  return isEnough ? null : 1;
});

function options(): { once: boolean; json: boolean } {
  try {
    const { values } = parseArgs({ options: { once: { type: 'boolean' }, json: { type: 'boolean' } } });
    return { once: values.once ?? false, json: values.json ?? false };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
    return process.exit(2);
  }
}
