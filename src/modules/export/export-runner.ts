import { Injectable, Logger } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { Env } from '../../config/env.js';
import { retryTransient } from '../../database/transient.js';
import { Storage } from '../../storage/storage.js';
import { ExportDoctor } from './doctor/export-doctor.js';
import { ExportArchiver, type Tally } from './export-archiver.js';
import { ExportClaimLost, type ExportClaim } from './export-claim.js';
import { ExportClaims, type FinishedArchive } from './export-claims.js';
import type { ExportReport } from './export-report.js';
import { storedOptions } from './options/stored-options.js';
import { exportFormat } from './formats/export-formats.js';
import { CannotExport, type ExportFormat } from './formats/export-format.js';

const HEARTBEAT_MS = 1_000;

/** The doctor refuses the archive. */
class Unsound extends CannotExport {
  constructor(
    findings: readonly string[],
    readonly report: ExportReport,
  ) {
    super(findings.join('; '));
  }
}

/** Makes one archive, top to bottom. Any step may run twice; a run that lost its claim leaves nothing behind. */
@Injectable()
export class ExportRunner {
  private readonly logger = new Logger(ExportRunner.name);

  constructor(
    private readonly claims: ExportClaims,
    private readonly archiver: ExportArchiver,
    private readonly doctor: ExportDoctor,
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
    const keys = this.archiver.keys(claim, format);
    try {
      const signal = AbortSignal.any([lost.signal, draining]);
      const archive = await this.archiver.write(claim, format, tally, signal);
      await this.examine(claim, format, archive);
      await retryTransient(() => this.claims.complete(claim, archive));
    } catch (error) {
      await this.settle(claim, draining.aborted && !lost.signal.aborted ? draining : error);
      if (!(await this.claims.isNamed(keys[0]))) await this.storage.delete(keys);
    } finally {
      lost.abort();
      await heartbeat;
    }
  }

  /** Throws Unsound with what the doctor found. */
  private async examine(claim: ExportClaim, format: ExportFormat, { key, size, images, report }: FinishedArchive) {
    const options = storedOptions(format, claim.options);
    const findings = await this.doctor.check({ format, options, key, size, images });
    if (findings.length > 0) throw new Unsound(findings, report);
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
      const final = cause instanceof CannotExport || this.claims.isLast(claim);
      const report = cause instanceof Unsound ? cause.report : null;
      await retryTransient(() =>
        final
          ? this.claims.fail(claim, message, report)
          : this.claims.giveBack(claim, message, 1_000 * 2 ** claim.attempts),
      );
    } catch (error) {
      if (!(error instanceof ExportClaimLost)) throw error;
    }
  }
}
