import { existsSync } from 'node:fs';
import { Launched } from './launched.js';
import { inProject } from './project.js';

/** Exit code of what a signal cut short. */
const INTERRUPTED = 130;

export type Log = (line: string) => void;

/**
 * Reads `.env` and runs `work`, then stays until a signal (`work` answers `null`) or ends with the exit code that it answers.
 * A signal, a part that ends by itself or a failure of `work` also ends everything, in order. Never returns.
 */
export async function launch(log: Log, work: (launched: Launched) => Promise<number | null>): Promise<never> {
  if (existsSync(inProject('.env'))) process.loadEnvFile(inProject('.env'));
  const launched = new Launched();
  let stays = false;
  const alive = setInterval(() => {}, 60_000); // an idle event loop would end the process
  const code = await Promise.race([
    signalled().then(() => {
      log('stopping …');
      return stays ? 0 : INTERRUPTED;
    }),
    launched.failed.then((name) => {
      log(`${name} ended by itself: see its log in .data`);
      return 1;
    }),
    work(launched).then(
      (result) => {
        stays = result === null;
        return result ?? new Promise<number>(() => {});
      },
      (error: unknown) => {
        log(error instanceof Error ? error.message : String(error));
        return 1;
      },
    ),
  ]);
  await launched.stop();
  clearInterval(alive);
  process.exit(code);
}

/** Ctrl+C reaches npm and this process, and npm may send it on: later ones change nothing, every stop has a time limit. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
}
