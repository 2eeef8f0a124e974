import { ForkedImageInspector } from '../../../src/inspection/forked-image-inspector.js';
import type { Inspection, InspectionRules } from '../../../src/inspection/image-inspector.js';
import { Env } from '../../../src/config/env.js';
import { watchMemory, type MemoryPeaks } from './memory-watch.js';

export interface Inspected<T> {
  item: T;
  /** `thrown` would be a fault of ours: bytes never make an inspection reject. */
  outcome: 'stored' | 'thrown' | Extract<Inspection, { accepted: false }>['outcome'];
  inspection: Inspection | null;
  ms: number;
}

export interface InspectedAll {
  seconds: number;
  peaks: MemoryPeaks;
  slowestMs: number;
}

const IN_FLIGHT = 6;
const AS_FETCHED: InspectionRules = { resize: null, minWidth: 1, minHeight: 1, metadata: 'strip_location' };
const COPIED: InspectionRules = { ...AS_FETCHED, resize: { mode: 'longest', size: 64, format: 'jpeg', quality: 80 } };

/** Every file through the real pool of `inspectors` children, each third one with a copy made. */
export async function inspectAll<T extends { bytes: Buffer }>(
  files: AsyncIterable<T>,
  inspectors: number,
  tell: (inspected: Inspected<T>, again: (bytes: Buffer) => Promise<Inspection>) => void | Promise<void>,
): Promise<InspectedAll> {
  const inspector = new ForkedImageInspector(Object.assign(new Env(), { INSPECTORS: inspectors }));
  const stop = watchMemory();
  const started = performance.now();
  let [count, slowestMs] = [0, 0];
  const source = files[Symbol.asyncIterator]();
  const lane = async (): Promise<void> => {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      const begun = performance.now();
      const rules = count++ % 3 === 2 ? COPIED : AS_FETCHED;
      const inspection = await inspector.inspect(next.value.bytes, rules).catch(() => null);
      const ms = performance.now() - begun;
      slowestMs = Math.max(slowestMs, ms);
      const outcome = inspection === null ? 'thrown' : inspection.accepted ? 'stored' : inspection.outcome;
      await tell({ item: next.value, outcome, inspection, ms }, (bytes) => inspector.inspect(bytes, AS_FETCHED));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  const seconds = (performance.now() - started) / 1000;
  const peaks = stop();
  await inspector.onModuleDestroy();
  return { seconds, peaks, slowestMs };
}
