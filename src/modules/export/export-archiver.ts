import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Storage } from '../../storage/storage.js';
import { archiveKey, manifestKey } from './archive-key.js';
import { inChunks } from './archive/in-chunks.js';
import { Dossier } from './documents/dossier.js';
import type { ExportClaim } from './export-claim.js';
import type { FinishedArchive } from './export-claims.js';
import { storedOptions } from './options/stored-options.js';
import type { ExportFormat } from './formats/export-format.js';
import { exportItems } from './pipeline/export-items.js';
import { exportStream } from './pipeline/export-stream.js';
import { outputKind } from './pipeline/output-kind.js';
import { PictureLoader } from './pipeline/picture-loader.js';
import type { ExportRow } from './selection/export-row.js';
import { ExportRowsRepository } from './selection/export-rows.repository.js';
import { SelectionPlan } from './selection/selection-plan.js';
import { shareMisses } from './selection/share-misses.js';
import { splitGaps } from './selection/split-gaps.js';

/** Pictures of a run. */
export interface Tally {
  expected: number;
  done: number;
}

/** One run of an export: what it selects, what it writes, and the counts of both. */
@Injectable()
export class ExportArchiver {
  constructor(
    private readonly rows: ExportRowsRepository,
    private readonly pictures: PictureLoader,
    private readonly storage: Storage,
  ) {}

  /** The keys that `write` may leave objects under. */
  keys(claim: ExportClaim, format: ExportFormat): [archive: string, manifest: string] {
    const { extension } = outputKind(format, storedOptions(format, claim.options));
    const owner = { projectId: claim.scope.projectId, exportJobId: claim.id, extension };
    return [archiveKey(owner, claim.fence), manifestKey(owner, claim.fence)];
  }

  /**
   * Streams archive and manifest into storage; memory holds a few pictures and 24 bytes for each. Throws CannotExport, and
   * the signal's reason soon after it is aborted.
   */
  async write(claim: ExportClaim, format: ExportFormat, tally: Tally, signal: AbortSignal): Promise<FinishedArchive> {
    const options = storedOptions(format, claim.options);
    const plan = await SelectionPlan.of(guarded(this.rows.small(claim.scope), signal), options);
    format.check?.(plan, options);
    tally.expected = plan.total;
    const source = { rows: this.rows.full(claim.scope), read: (row: ExportRow) => this.pictures.read(row) };
    const items = exportItems(source, plan, options, format.encoding(options), format.readable);
    const dossier = await Dossier.open();
    const [key, manifest] = this.keys(claim, format);
    try {
      const stream = exportStream(format, options, { title: claim.title, plan, items: tallied(items, tally) }, dossier);
      const hash = createHash('sha256');
      const { size } = await this.storage.putStream(key, hashed(guarded(inChunks(stream), signal), hash));
      await this.storage.putStream(manifest, guarded(dossier.manifest.read(), signal));
      const { facts } = dossier;
      const misses = options.stratified ? shareMisses(plan, options.splits) : [];
      const warnings = [...splitGaps(plan, options.splits), ...misses];
      return {
        key,
        size,
        sha256: hash.digest('hex'),
        images: facts.images,
        manifest: { size: dossier.manifest.size, sha256: dossier.manifest.sha256() },
        report: {
          classes: plan.classes.length,
          splits: Object.fromEntries([...facts.splits].map(([split, { count }]) => [split, count])),
          removed: plan.removed,
          gone: Math.max(0, plan.total - facts.images),
          ...(warnings.length > 0 && { warnings }),
        },
      };
    } finally {
      await dossier.close();
    }
  }
}

async function* guarded<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  for await (const item of source) {
    signal.throwIfAborted();
    yield item;
  }
}

async function* hashed(
  chunks: AsyncIterable<Uint8Array>,
  hash: ReturnType<typeof createHash>,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function* tallied<T>(items: AsyncIterable<T>, tally: Tally): AsyncGenerator<T> {
  for await (const item of items) {
    yield item;
    tally.done += 1;
  }
}
