import { writeFile } from 'node:fs/promises';
import type { BootstrappedUser } from '../start/bootstrap.js';
import { choosePort } from '../start/choose-port.js';
import { launch } from '../start/launch.js';
import { startPlatform } from '../start/platform.js';
import { inProject } from '../start/project.js';
import { mustRun } from '../start/run-program.js';
import { startBrowser } from './browser.js';
import { DevTools } from './devtools.js';
import { SwaggerPage } from './swagger-page.js';

const ME = '/api/profiles/me';
const PROFILES = '/api/admin/profiles';
const log = (line: string): void => void process.stdout.write(`${line}\n`);

/**
 * Uses both documentation pages in a real browser as a reader would: authorise, try an operation, see its answer.
 * Leaves `.data/docs.png` and `.data/docs-admin.png`. Fails when the page shows anything but the right answer.
 */
await launch(log, async (launched) => {
  const platform = await startPlatform(launched, { port: await choosePort(process.env.PORT), log });
  const request = [`docs-${Date.now()}@localhost`, '--admin', '--json'];
  const made = await mustRun('bootstrap failed', 'dist/src/bootstrap.js', request, platform.env);
  const { email, api_key: key }: BootstrappedUser = JSON.parse(made.trimEnd().split('\n').at(-1) ?? '');
  const browser = await launched.start(startBrowser);
  const page = await DevTools.open(browser.origin);
  const swagger = new SwaggerPage(page);

  await swagger.open(`${platform.url}/docs`);
  await swagger.authorise(key);
  const mine = await swagger.tryOut(ME);
  await writeFile(inProject('.data', 'docs.png'), await page.screenshot());
  const isMine = mine.status.startsWith('200') && mine.body.includes(email);
  log(`${isMine ? '✓' : '✗'} /docs        ${ME} answers ${mine.status}`);

  await swagger.open(`${platform.url}/docs/admin`);
  await swagger.fill('#key', `${key}x`);
  await swagger.click('#open button');
  const refused = await swagger.text('#fault');
  log(`${refused.startsWith('Unauthorized') ? '✓' : '✗'} /docs/admin  a wrong key: ${refused}`);
  await swagger.fill('#key', key);
  await swagger.click('#open button');
  const all = await swagger.tryOut(PROFILES);
  await writeFile(inProject('.data', 'docs-admin.png'), await page.screenshot());
  const isAll = all.status.startsWith('200') && all.body.includes('"data"');
  log(`${isAll ? '✓' : '✗'} /docs/admin  ${PROFILES} answers ${all.status}`);

  page.close();
  return isMine && isAll && refused.startsWith('Unauthorized') ? 0 : 1;
});
