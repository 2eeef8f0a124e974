import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { sql } from 'kysely';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { ormOptions } from '../../src/database/orm-options.js';
import { DuplicateGroups } from '../../src/modules/images/duplicates/duplicate-groups.service.js';
import { DuplicatesService } from '../../src/modules/images/duplicates/duplicates.service.js';
import { GroupMembers } from '../../src/modules/images/duplicates/group-members.js';
import { nearPairs, NearLookup, type Arrivals } from '../../src/modules/images/duplicates/near-lookup.js';
import { ProjectHashesReader } from '../../src/modules/images/duplicates/project-hashes.js';
import { startServices } from '../services/start-services.js';
import { hashOf, photographs } from './duplicates-photographs.js';
import { givenProject, hashesLike, type BenchProject, insertImages, seeded } from './duplicates-rows.js';

/**
 * Near duplicates in one project of 10,000, 100,000 and (with --million) 1,000,000 pictures: milliseconds to look up a
 * flush of 20, full grouping, and the plan of the lookup.
 */
const { values } = parseArgs({ options: { million: { type: 'boolean', default: false } } });
const SIZES = [10_000, 100_000, ...(values.million ? [1_000_000] : [])];
const BATCH = 20;
const BATCHES = 100;
const DISTANCES = [3, 6];

const services = await startServices({ dataDir: '.data/test', fsync: false });
const database = `pixcrawler_bench_${Date.now()}`;
const admin = new Client({ connectionString: services.adminUrl });
await admin.connect();
await admin.query(`create database "${database}"`);
const url = new URL(services.adminUrl);
url.pathname = `/${database}`;
const orm = await MikroORM.init({ ...ormOptions({ DATABASE_URL: url.href }), logger: () => {} });
const client = new Client({ connectionString: url.href });
try {
  await orm.migrator.up();
  await client.connect();
  const random = seeded(1);
  const real = await Promise.all([...(await photographs()).values()].map(hashOf));
  const project = await givenProject(client, 'bench@test.example');
  const lookup = new NearLookup(orm.em);
  const groups = new DuplicateGroups(orm.em, new GroupMembers(orm.em));
  const duplicates = new DuplicatesService(orm.em, lookup, groups, new ProjectHashesReader(orm.em));
  const hashes = hashesLike(real, 2_000_000, random);
  const take = (count: number): string[] => Array.from({ length: count }, () => hashes.next().value ?? '');

  let rows = 0;
  for (const size of SIZES) {
    await insertImages(client, project, rows, take(size - rows));
    rows = size;
    await client.query('vacuum analyze images');
    for (const reach of DISTANCES) {
      const times: number[] = [];
      let found = 0;
      for (let batch = 0; batch < BATCHES; batch++) {
        const arrivals = flushed(project, rows, reach);
        await insertImages(client, project, rows, take(BATCH));
        rows += BATCH;
        const start = performance.now();
        found += (await inContext(() => lookup.pairs(arrivals))).length;
        times.push(performance.now() - start);
      }
      times.sort((a, b) => a - b);
      const at = (share: number): string => times[Math.min(BATCHES - 1, Math.floor(share * BATCHES))]!.toFixed(1);
      console.log(
        `${size} rows, distance ${reach}: batch of ${BATCH} p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${at(1)} ms, ${found} pairs`,
      );
    }
    const start = performance.now();
    await inContext(() => duplicates.lookBackAtAll(project.projectId));
    const first = performance.now();
    const { rows: marked } = await client.query(
      'select count(*)::int as n, count(distinct duplicate_of)::int as groups from images where is_duplicate',
    );
    console.log(
      `${size} rows: full grouping ${((first - start) / 1_000).toFixed(1)} s, ${JSON.stringify(marked[0])}, RSS ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
    );
    await client.query('vacuum analyze images');
    const again = performance.now();
    await inContext(() => duplicates.lookBackAtAll(project.projectId));
    console.log(
      `${size} rows: full grouping again, nothing to write: ${((performance.now() - again) / 1_000).toFixed(1)} s`,
    );
    await explain(flushed(project, rows - BATCH, DISTANCES.at(-1) ?? 0));
  }
} finally {
  await client.end();
  await orm.close(true);
  await admin.query(`drop database if exists "${database}" with (force)`);
  await admin.end();
  await services.stop();
}

function flushed({ projectId, chunkId }: BenchProject, after: number, reach: number): Arrivals {
  const positions = sql`i.candidate_position between ${after + 1} and ${after + BATCH}`;
  return { projectId, reach, which: sql`i.chunk_id = ${chunkId} and ${positions}` };
}

function inContext<T>(work: () => Promise<T>): Promise<T> {
  return RequestContext.create(orm.em, work);
}

/** What PostgreSQL does for a flush of 20, as the server itself tells it. */
async function explain(arrivals: Arrivals): Promise<void> {
  const plan = sql<{
    'QUERY PLAN': string;
  }>`explain (analyze, costs off, timing off, buffers off) ${nearPairs(arrivals)}`;
  const { rows } = await plan.execute(orm.em.fork().getKysely());
  console.log(rows.map((row) => row['QUERY PLAN']).join('\n'));
}
