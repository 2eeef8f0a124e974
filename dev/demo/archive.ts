import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient } from './api-client.js';

const POLL_MS = 250;
const TIMEOUT_MS = 120_000;

interface ExportJob {
  id: string;
  status: string;
  error: string | null;
  sha256: string | null;
}

export interface Archive {
  file: string;
  bytes: number;
  /** Of the file as written here, equal to what the API says. */
  sha256: string;
}

/** Exports the crawl job at `path` and downloads the archive to `file`. Throws when the export fails or the digest differs. */
export async function exportArchive(api: ApiClient, path: string, format: string, file: string): Promise<Archive> {
  const { id } = await api.post<ExportJob>(`${path}/export-jobs`, { format });
  const self = `${path}/export-jobs/${id}`;
  const { sha256 } = await finished(api, self);
  const { body } = await api.open(`${self}/download`);
  if (!body) throw new Error('the archive came without a body');
  await mkdir(dirname(file), { recursive: true });

  const hash = createHash('sha256');
  let bytes = 0;
  async function* digested(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  await pipeline(body, digested, createWriteStream(file));
  const digest = hash.digest('hex');
  if (digest !== sha256) throw new Error(`${file} has the SHA-256 ${digest}, but the API says ${sha256}`);
  return { file, bytes, sha256: digest };
}

async function finished(api: ApiClient, path: string): Promise<ExportJob> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    const job = await api.get<ExportJob>(path);
    if (job.status === 'completed') return job;
    if (job.status === 'failed' || job.status === 'cancelled') {
      throw new Error(`the export ${job.status}: ${job.error ?? 'no reason given'}`);
    }
    if (Date.now() > deadline) throw new Error(`the export is still ${job.status} after ${TIMEOUT_MS / 1_000} s`);
    await sleep(POLL_MS);
  }
}
