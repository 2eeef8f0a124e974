import { Injectable, Logger } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { Env } from '../../config/env.js';
import { retryTransient } from '../../database/transient.js';
import { Storage } from '../../storage/storage.js';
import { zip } from './archive/zip-writer.js';
import { archiveKey } from './archive-key.js';
import { ExportClaimLost, type ExportClaim } from './export-claim.js';
import { ExportClaims, type FinishedArchive } from './export-claims.js';
import { ExportImages } from './export-images.js';
import { storedOptions } from './export-options.js';
import { readAhead } from './read-ahead.js';
import { exportFormat } from './formats/export-formats.js';
import { NothingToExport, type ExportFormat, type ExportImage } from './formats/export-format.js';

const HEARTBEAT_MS = 1_000;
/** Pictures in memory. */
const READ_AHEAD = 4;

/** Pictures of a run, before and after its format took them. */
interface Tally {
  expected: number;
  done: number;
}

/** Makes one archive, top to bottom. Any step may run twice; a run that lost its claim leaves nothing behind. */
@Injectable()
export class ExportRunner {
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly claims: ExportClaims,
    private readonly images: ExportImages,
    private readonly storage: Storage,
    private readonly env: Env,
  ) {}

  /** Resolves when there is nothing more to do for it here. `draining`: the process is stopping, give the export back. */
  async run(exportJobId: string, draining: AbortSignal): Promise<void> {
    const claim = await this.claims.claim(exportJobId);
    if (!claim) return;
    const format = exportFormat(claim.format);
    if (!format) return this.claims.fail(claim, `The format ${claim.format} is no longer known`);

    const lost = new AbortController();
    const tally: Tally = { expected: 0, done: 0 };
    const heartbeat = this.keepLease(claim, tally, lost);
    const owner = { projectId: claim.scope.projectId, exportJobId, extension: format.extension };
    const key = archiveKey(owner, claim.fence);
    try {
      const signal = AbortSignal.any([lost.signal, draining]);
      const archive = await this.write(claim, format, key, tally, signal);
      await retryTransient(() => this.claims.complete(claim, archive));
    } catch (error) {
      await this.settle(claim, draining.aborted && !lost.signal.aborted ? draining : error);
      if (!(await this.claims.isNamed(key))) await this.storage.delete([key]);
    } finally {
      lost.abort();
      await heartbeat;
    }
  }

  /** Streams into storage; memory holds a few pictures. Throws the signal's reason soon after it is aborted. */
  private async write(
    claim: ExportClaim,
    format: ExportFormat,
    key: string,
    tally: Tally,
    signal: AbortSignal,
  ): Promise<FinishedArchive> {
    const options = storedOptions(format, claim.options);
    const selection = format.selection(options);
    const counts = await this.images.count(claim.scope, selection);
    tally.expected = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const rows = this.images.each(claim.scope, selection, counts.keys());
    const images = counted(readAhead(rows, READ_AHEAD), tally);
    const entries = format.entries({ title: claim.title, labels: [...counts.keys()], images }, options);
    const hash = createHash('sha256');
    async function* body(): AsyncGenerator<Uint8Array> {
      for await (const chunk of zip(entries)) {
        signal.throwIfAborted();
        hash.update(chunk);
        yield chunk;
      }
    }
    const { size } = await this.storage.putStream(key, body());
    return { key, size, sha256: hash.digest('hex'), images: tally.done };
  }

  /** Until `lost` is aborted. A database that does not answer is no reason to stop: the fence decides in the end. */
  private async keepLease(claim: ExportClaim, tally: Tally, lost: AbortController): Promise<void> {
    const every = Math.min(HEARTBEAT_MS, this.env.LEASE_MS / 3);
    while (await setTimeout(every, true, { signal: lost.signal }).catch(() => false)) {
      const percent = tally.expected === 0 ? 0 : Math.min(99, Math.floor((100 * tally.done) / tally.expected));
      try {
        await this.claims.renew(claim, percent, tally.expected);
      } catch (error) {
        if (error instanceof ExportClaimLost) lost.abort(error);
        else this.logger.warn(`export ${claim.id}: lease not renewed: ${String(error)}`);
      }
    }
  }

  private async settle(claim: ExportClaim, cause: unknown): Promise<void> {
    if (cause instanceof ExportClaimLost) return this.logger.log(cause.message);
    try {
      if (cause instanceof AbortSignal) return await this.claims.giveBack(claim, 'The worker was stopped', 0, true);
      const message = cause instanceof Error ? cause.message : String(cause);
      this.logger.warn(`export ${claim.id}, run ${claim.attempts}: ${message}`);
      const final = cause instanceof NothingToExport || this.claims.isLast(claim);
      await retryTransient(() =>
        final ? this.claims.fail(claim, message) : this.claims.giveBack(claim, message, 1_000 * 2 ** claim.attempts),
      );
    } catch (error) {
      if (!(error instanceof ExportClaimLost)) throw error;
    }
  }
}

async function* counted(images: AsyncIterable<ExportImage>, tally: Tally): AsyncGenerator<ExportImage> {
  for await (const image of images) {
    yield {
      ...image,
      read: async () => {
        const bytes = await image.read();
        if (bytes) tally.done += 1;
        return bytes;
      },
    };
  }
}
