import { MikroORM } from '@mikro-orm/postgresql';
import { Env } from '../../src/config/env.js';
import { ormOptions } from '../../src/database/orm-options.js';
import { ExportDoctor } from '../../src/modules/export/doctor/export-doctor.js';
import { ExportArchiver } from '../../src/modules/export/export-archiver.js';
import { checkedOptions } from '../../src/modules/export/export-options.js';
import { exportFormat } from '../../src/modules/export/formats/export-formats.js';
import { PictureLoader } from '../../src/modules/export/pipeline/picture-loader.js';
import { ExportRowsRepository } from '../../src/modules/export/selection/export-rows.repository.js';
import { LocalStorage } from '../../src/storage/local-storage.js';

/**
 * One export, written and checked in a process of its own, which `exports.ts` starts, so that its memory can be told from
 * others'. Only the first run (`fence` 1) is read back: the others are for their bytes.
 */
const [format = '', fence = '1', exportId = '', projectId = '', jobId = ''] = process.argv.slice(2);
const env = Object.assign(new Env(), {
  DATABASE_URL: process.env.DATABASE_URL ?? '',
  STORAGE_DIR: process.env.STORAGE_DIR ?? '',
});
const MiB = 1024 * 1024;

const orm = await MikroORM.init(ormOptions(env));
const storage = new LocalStorage(env);
const rows = new ExportRowsRepository(orm.em.fork());
const archiver = new ExportArchiver(rows, new PictureLoader(rows, storage), storage);
const found = exportFormat(format);
if (!found) throw new Error(`no format ${format}`);
const options = await checkedOptions(found, {});
const claim = {
  id: exportId,
  fence: Number(fence),
  userId: exportId,
  scope: { projectId, jobId },
  title: 'Benchmark',
  format,
  options,
  attempts: 1,
};

globalThis.gc?.();
const before = process.memoryUsage.rss();
let most = before;
const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
const writing = stopwatch();
const made = await archiver.write(claim, found, { expected: 0, done: 0 }, new AbortController().signal);
const written = { ...writing(), grown: Math.round((most - before) / MiB) };
const checking = stopwatch();
const patient = { ...made, format: found, options };
const findings = fence === '1' ? await new ExportDoctor(storage).check(patient) : [];
const checked = checking();
clearInterval(sampler);
await orm.close();
if (findings.length > 0) throw new Error(findings.join('; '));
console.log(
  JSON.stringify({
    written,
    checked,
    size: made.size,
    sha256: made.sha256,
    images: made.images,
    key: made.key,
    grown: Math.round((most - before) / MiB),
    peak: Math.round(most / MiB),
  }),
);

/** Seconds since now, and CPU seconds of this process on all its threads. */
function stopwatch(): () => { seconds: number; cpu: number } {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
  };
}
