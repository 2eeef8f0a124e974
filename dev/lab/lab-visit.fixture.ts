import { createHash } from 'node:crypto';
import { fetch, type Response } from 'undici';
import { startLab, type Lab } from './lab.js';

/** Runs a lab for the tests of this file, without faults but those that an address names. */
export function visitLab() {
  let started: Lab;
  beforeAll(async () => {
    started = await startLab({ faults: 'none' });
  });
  afterAll(() => started.stop());

  const lab = (): Lab => started;
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(lab().url + path, { headers, redirect: 'manual', signal: AbortSignal.timeout(4000) });
  const bytesOf = async (path: string): Promise<Buffer> => Buffer.from(await (await get(path)).arrayBuffer());
  return { lab, get, bytesOf };
}

/** What to compare pictures by: two unequal buffers make an endless report. */
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
