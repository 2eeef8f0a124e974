import { mkdir, writeFile } from 'node:fs/promises';
import { Child } from '../services/child.js';
import { rememberedPort } from '../services/port.js';
import type { Launched } from '../start/launched.js';
import { inProject } from '../start/project.js';

const READY_TIMEOUT_MS = 60_000;
/** The setting that the lab prints last. */
const LAST = 'FETCH_ALLOW';

/** Starts the image lab as a process of its own; answers the settings that point the API at it. */
export async function startLabProcess(launched: Launched): Promise<Record<string, string>> {
  const logs = inProject('.data', 'logs');
  await mkdir(logs, { recursive: true });
  // the same port each time: a crawl that an earlier run left behind finds its pictures again
  const port = await rememberedPort(inProject('.data', 'lab.port'));
  const lines: string[] = [];
  const { child } = await launched.start(() => {
    const lab = new Child({
      name: 'lab',
      command: process.execPath,
      args: ['--import', '@oxc-node/core/register', inProject('dev', 'lab', 'main.ts')],
      cwd: inProject(),
      env: { ...process.env, LAB_PORT: String(port) },
      log: (line) => lines.push(line.replace(/^lab \| /, '')),
    });
    return { child: lab, stop: () => lab.stop(), ended: lab.exited.then(() => 'lab') };
  });
  await child.waitUntil(async () => LAST in settingsIn(lines), READY_TIMEOUT_MS);
  await writeFile(inProject('.data', 'logs', 'lab.log'), `${lines.join('\n')}\n`);
  return settingsIn(lines);
}

/** From lines like `NAME=value`. */
function settingsIn(lines: readonly string[]): Record<string, string> {
  const pairs = lines.map((line) => /^([A-Z_]+)=(.*)$/.exec(line)).filter((match) => match !== null);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}
