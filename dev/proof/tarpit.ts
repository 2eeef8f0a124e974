import { LocalServers } from '../../src/fetching/local-servers.fixture.js';
import type { GuardedFetcher } from '../../src/fetching/guarded-fetcher.js';

/**
 * What hosts that never answer take from those that do, in the fetcher alone: `node --import @oxc-node/core/register
 * dev/proof/tarpit.ts [hosts]`. The whole pipeline is tried by test/tarpit.e2e-spec.ts.
 */
const HOSTS = Number(process.argv[2] ?? 500);
const ROUNDS = 6;
/** Requests of a worker process at a time: 4 chunks of 10. */
const AT_A_TIME = 40;
const PICTURE = Buffer.alloc(50_000, 7);

const local = new LocalServers();
const listen = (count: number, answers: boolean): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, () =>
      local.http((_, res) => void (answers && setTimeout(() => res.end(PICTURE), 20))),
    ),
  );

/** Images per second of every good host, asked `ROUNDS` times. */
async function rateOf(fetcher: GuardedFetcher, ports: readonly number[]): Promise<number> {
  const queue = Array.from({ length: ROUNDS }, () => ports).flat();
  const since = performance.now();
  const work = async (): Promise<void> => {
    for (let port = queue.pop(); port !== undefined; port = queue.pop()) {
      await fetcher.fetch({ url: `http://127.0.0.1:${port}/`, maxBytes: 100_000, turn: ['ann', 'good'] });
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return (ROUNDS * ports.length) / ((performance.now() - since) / 1_000);
}

const good = await listen(HOSTS, true);
const tarpits = await listen(HOSTS, false);
const fetcher = local.fetcher([...good, ...tarpits]);
await rateOf(fetcher, good);
const before = await rateOf(fetcher, good);
const stop = new AbortController();
const stuck = tarpits.map((port) =>
  fetcher.fetch({ url: `http://127.0.0.1:${port}/`, maxBytes: 100_000, turn: ['bob', 'bad'], signal: stop.signal }),
);
const beside = await rateOf(fetcher, good);
stop.abort(new Error('enough'));
const refused = (await Promise.allSettled(stuck)).filter(({ status }) => status === 'rejected').length;
const after = await rateOf(fetcher, good);
await local.close();
const share = Math.round((100 * beside) / ((before + after) / 2));
console.log(
  `${HOSTS} good hosts: ${before.toFixed(0)} and ${after.toFixed(0)} answers/s alone, ` +
    `${beside.toFixed(0)} answers/s beside ${refused} tarpits: ${share} %`,
);
