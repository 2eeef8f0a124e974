import { parseArgs } from 'node:util';
import { DuplicateGroups } from '../../src/modules/images/duplicates/duplicate-groups.service.js';
import { DuplicatesService } from '../../src/modules/images/duplicates/duplicates.service.js';
import { GroupMembers } from '../../src/modules/images/duplicates/group-members.js';
import { NearLookup } from '../../src/modules/images/duplicates/near-lookup.js';
import { tyingPairs } from '../../src/modules/images/duplicates/near-pairs.js';
import { ProjectHashesReader } from '../../src/modules/images/duplicates/project-hashes.js';
import { openBenchDatabase } from './duplicates-database.js';
import { explained, flushed } from './duplicates-flush.js';
import { hashOf, photographs } from './duplicates-photographs.js';
import { filledProject, hashesLike, insertImages, seeded } from './duplicates-rows.js';

/**
 * Near duplicates in one project as it grows to each of `--sizes`: milliseconds to look up a flush of 20 and to mark what
 * was found, its plan, and full grouping. `--keep` leaves the database for another run, which goes on from its rows.
 */
const { values } = parseArgs({
  options: { sizes: { type: 'string', default: '10000,100000' }, keep: { type: 'boolean', default: false } },
});
const BATCH = 20;
const BATCHES = 100;
const AT_A_TIME = 50_000;

const database = await openBenchDatabase('pixcrawler_bench_duplicates', values.keep);
const { client, em, inContext } = database;
try {
  const project = await filledProject(client, 'bench@test.example');
  let { rows } = project;
  const lookup = new NearLookup(em);
  const reader = new ProjectHashesReader(em);
  const groups = new DuplicateGroups(em, new GroupMembers(em));
  const duplicates = new DuplicatesService(em, lookup, groups, reader);
  const real = await Promise.all([...(await photographs()).values()].map(hashOf));
  const hashes = hashesLike(real, 10_000_000, seeded(1));
  for (let known = 0; known < rows; known++) hashes.next();

  const insert = async (count: number): Promise<void> => {
    const taken = Array.from({ length: count }, () => hashes.next().value ?? '');
    await insertImages(client, project, rows, taken);
    rows += count;
  };
  /** Milliseconds that each of many flushes of 20 takes. */
  const timed = async (work: (after: number) => Promise<unknown>): Promise<string> => {
    const times: number[] = [];
    for (let batch = 0; batch < BATCHES; batch++) {
      await insert(BATCH);
      const start = performance.now();
      await inContext(() => work(rows - BATCH));
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string => times[Math.min(BATCHES - 1, Math.floor(share * BATCHES))]!.toFixed(1);
    return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
  };

  for (const size of values.sizes.split(',').map(Number)) {
    for (let left = size - rows; left > 0; left -= AT_A_TIME) await insert(Math.min(AT_A_TIME, left));
    await client.query('vacuum analyze images');
    console.log(`\n${rows} rows, ${await sizesOf('images')}`);
    for (const reach of [3, 6])
      console.log(
        `look-up, distance ${reach}: ${await timed((after) => lookup.pairs(flushed(project, after, BATCH, reach)))}`,
      );
    const positionsAfter = (after: number): number[] => Array.from({ length: BATCH }, (_, n) => after + 1 + n);
    const marked = await timed((after) =>
      duplicates.arrived({ ...project, positions: positionsAfter(after), distance: undefined }),
    );
    console.log(`look-up and marks, distance 6: ${marked}`);
    console.log(await explained(em, flushed(project, rows - BATCH, BATCH, 6)));

    const read = await phase('reading all hashes', () => reader.read(project.projectId));
    await phase('grouping them in memory', () => tyingPairs(read.hashes));
    await phase('full grouping, marks written', () => duplicates.lookBackAtAll(project.projectId));
    await client.query('vacuum analyze images');
    await phase('full grouping, nothing to write', () => duplicates.lookBackAtAll(project.projectId));
    const { rows: result } = await client.query(
      'select count(*)::int as duplicates, count(distinct duplicate_of)::int as groups from images where is_duplicate',
    );
    console.log(JSON.stringify(result[0]));
  }
} finally {
  await database.close();
}

/** Says how long it took, the CPU of this process, and the peak of its memory. */
async function phase<T>(name: string, work: () => Promise<T>): Promise<T> {
  const [start, cpu, before] = [performance.now(), process.cpuUsage(), process.memoryUsage.rss()];
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20);
  const done = await inContext(work);
  clearInterval(sampling);
  const { user, system } = process.cpuUsage(cpu);
  const [seconds, busy] = [(performance.now() - start) / 1e3, (user + system) / 1e6];
  console.log(`${name}: ${seconds.toFixed(1)} s, CPU ${busy.toFixed(1)} s, RSS ${mb(before)} to ${mb(peak)} MB`);
  return done;
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

async function sizesOf(table: string): Promise<string> {
  const { rows } = await client.query<{ heap: string; bands: string; all: string }>(
    `select pg_size_pretty(pg_relation_size($1::regclass)) as heap, pg_size_pretty(pg_indexes_size($1::regclass)) as "all",
            (select pg_size_pretty(sum(pg_relation_size(indexrelid))) from pg_stat_user_indexes
              where relid = $1::regclass and indexrelname like 'images_phash_band%') as bands`,
    [table],
  );
  return `heap ${rows[0]!.heap}, band indexes ${rows[0]!.bands} of ${rows[0]!.all}`;
}
