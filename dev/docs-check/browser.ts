import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface Browser {
  /** Of its debugging port. */
  origin: string;
  stop(): Promise<void>;
}

/** A headless Chromium with a profile of its own, which goes when it stops. Throws when there is none. */
export async function startBrowser(): Promise<Browser> {
  const path = PATHS.find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`no Chromium: looked for ${PATHS.join(', ')}`);
  const profile = await mkdtemp(join(tmpdir(), 'pixcrawler-browser-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // root has no sandbox to enter
  const child = spawn(
    path,
    [
      '--headless=new',
      '--remote-debugging-port=0',
      '--window-size=1280,1600',
      '--disable-gpu',
      '--no-first-run',
      ...sandbox,
      `--user-data-dir=${profile}`,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  for await (const line of createInterface(child.stderr)) {
    const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(line)?.[1];
    if (port !== undefined) {
      child.stderr.resume(); // a full pipe would stop it
      return { origin: `http://127.0.0.1:${port}`, stop };
    }
  }
  await stop();
  throw new Error('Chromium ended before it was ready');
}
