import { randomUUIDv7 } from 'node:crypto';
import type { Client } from 'pg';

const AT_A_TIME = 10_000;
/** Shares of the rows that are a copy of an earlier one with some bits changed, or a blank picture. */
const COPIES = 0.2;
const BLANKS = 0.005;
const BLANK = '8000000000000000';

export interface BenchProject {
  projectId: string;
  jobId: string;
  chunkId: string;
}

/**
 * Hashes as a large project has them: each byte, which is one row of frequencies, is taken from some real photograph, so
 * that values are as unevenly common as in life; a fifth are near copies, 0 to 6 bits off, and some are blank pictures.
 */
export function* hashesLike(real: readonly string[], count: number, random: () => number): Generator<string> {
  const earlier: string[] = [];
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  for (let i = 0; i < count; i++) {
    const kind = random();
    let hash: string;
    if (kind < BLANKS) hash = BLANK;
    else if (kind < BLANKS + COPIES && earlier.length > 0)
      hash = changed(pick(earlier), 2 * Math.floor(random() * 4), random);
    else hash = Array.from({ length: 8 }, (_, byte) => pick(real).slice(2 * byte, 2 * byte + 2)).join('');
    if (earlier.length < 100_000) earlier.push(hash);
    else earlier[Math.floor(random() * earlier.length)] = hash;
    yield hash;
  }
}

function changed(hash: string, bits: number, random: () => number): string {
  let value = BigInt(`0x${hash}`);
  for (let i = 0; i < bits; i++) value ^= 1n << BigInt(Math.floor(random() * 64));
  return value.toString(16).padStart(16, '0');
}

/** The project of that user as an earlier run has left it, or a new one, and how many rows it has. */
export async function filledProject(client: Client, email: string): Promise<BenchProject & { rows: number }> {
  const { rows } = await client.query<BenchProject & { rows: number }>(
    `select j.project_id as "projectId", j.id as "jobId", c.id as "chunkId",
            (select coalesce(max(i.candidate_position), 0) from images i where i.chunk_id = c.id) as rows
       from job_chunks c join crawl_jobs j on j.id = c.job_id join profiles p on p.id = j.user_id where p.email = $1`,
    [email],
  );
  return rows[0] ?? { ...(await givenProject(client, email)), rows: 0 };
}

async function givenProject(client: Client, email: string): Promise<BenchProject> {
  const [userId, projectId, jobId, chunkId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
  await client.query('insert into profiles (id, email) values ($1, $2)', [userId, email]);
  await client.query(`insert into projects (id, user_id, name) values ($1, $2, 'bench')`, [projectId, userId]);
  await client.query(
    `insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images)
     values ($1, $2, $3, 'bench', '["cat"]', '["google"]', 1000000)`,
    [jobId, projectId, userId],
  );
  await client.query(
    `insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target)
     values ($1, $2, 1, 0, 'cat', 'google', 0, 100, 100)`,
    [chunkId, jobId],
  );
  return { projectId, jobId, chunkId };
}

/** Rows as the crawler writes them, as wide as real ones. */
export async function insertImages(
  client: Client,
  { projectId, jobId, chunkId }: BenchProject,
  first: number,
  hashes: readonly string[],
): Promise<void> {
  for (let start = 0; start < hashes.length; start += AT_A_TIME) {
    await client.query(
      `insert into images (id, project_id, crawl_job_id, chunk_id, candidate_position, keyword, labels, source, original_url,
                           page_url, title, creator, license, filename, storage_key, format, width, height, file_size,
                           stored_sha256, sha256, phash)
       select gen_random_uuid(), $1, $2, $3, $4 + n, 'cat', jsonb_build_array(jsonb_build_object('keyword', 'cat', 'source',
              'google', 'url', 'https://img.example.org/' || s || '.jpg')), 'google', 'https://img.example.org/' || s || '.jpg',
              'https://www.example.org/pictures/' || n, 'A picture of a cat, number ' || n, 'Somebody', 'CC-BY-4.0',
              s || '.jpg', left(s, 2) || '/' || s || '.jpg', 'jpeg', 600 + (n % 700)::int, 400, 90000, s, s, ('x' || h)::bit(64)
         from (select h, n, encode(sha256(($4 + n)::text::bytea), 'hex') as s
                 from unnest($5::text[]) with ordinality as t (h, n)) t`,
      [projectId, jobId, chunkId, first + start, hashes.slice(start, start + AT_A_TIME)],
    );
  }
}

/** Numbers from 0 to 1, the same in every run. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
