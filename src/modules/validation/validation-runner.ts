import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { setTimeout } from 'node:timers/promises';
import { Env } from '../../config/env.js';
import { retryTransient } from '../../database/transient.js';
import type { JobRunner } from '../../queue/doorbell-worker.js';
import { CheckedImagesRepository } from './checked-images.repository.js';
import { ImageMeasuring } from './image-measuring.js';
import { readSettings, type RuleSetting } from './rule-settings.js';
import { RuleRegistry } from './rules/rule-registry.js';
import type { Quartiles } from './rules/validation-rule.js';
import { ValidationClaimLost, type ValidationClaim } from './validation-claim.js';
import { ValidationClaims } from './validation-claims.js';
import { ReportBuilder, type ValidationReport } from './validation-report.js';

const HEARTBEAT_MS = 1_000;
const MEASURED_AT_ONCE = 40;
const DECIDED_AT_ONCE = 1_000;

/** One validation: measures every image, then decides over all of them. It goes on where an earlier run stopped. */
@Injectable()
export class ValidationRunner implements JobRunner {
  private readonly logger = new Logger(ValidationRunner.name);

  constructor(
    private readonly em: EntityManager,
    private readonly claims: ValidationClaims,
    private readonly images: CheckedImagesRepository,
    private readonly measuring: ImageMeasuring,
    private readonly registry: RuleRegistry,
    private readonly env: Env,
  ) {}

  async run(id: string, draining: AbortSignal): Promise<void> {
    const claim = await this.claims.claim(id);
    if (!claim) return;
    const lost = new AbortController();
    const heartbeat = this.keepLease(claim, lost);
    try {
      const settings = readSettings(this.registry, claim.settings);
      await this.measureAll(claim, settings, AbortSignal.any([lost.signal, draining]));
      const report = await this.decideAll(claim, settings, AbortSignal.any([lost.signal, draining]));
      await retryTransient(() => this.claims.complete(claim, report));
    } catch (error) {
      await this.settle(claim, draining.aborted && !lost.signal.aborted ? draining : error);
    } finally {
      lost.abort();
      await heartbeat;
    }
  }

  private async measureAll(claim: ValidationClaim, settings: RuleSetting[], signal: AbortSignal): Promise<void> {
    const { checked, total } = await this.images.counts(claim);
    let done = checked;
    for (let after = await this.images.position(claim); ;) {
      signal.throwIfAborted();
      const batch = await this.images.next(claim, after, MEASURED_AT_ONCE);
      if (batch.length === 0) return;
      const measured = await this.measuring.measure(batch, settings, signal);
      done += batch.length;
      await retryTransient(() =>
        this.em.transactional(async () => {
          await this.claims.advance(claim, done, Math.max(done, total));
          await this.images.save(claim, measured);
        }),
      );
      after = batch.at(-1)!;
    }
  }

  /** Twice over what was measured: to see how many images each rule fails, then to write what is applied. */
  private async decideAll(
    claim: ValidationClaim,
    settings: RuleSetting[],
    signal: AbortSignal,
  ): Promise<ValidationReport> {
    const builder = new ReportBuilder(settings, await this.quartiles(claim, settings));
    for await (const batch of this.images.measures(claim, DECIDED_AT_ONCE))
      for (const { measures } of batch) builder.add(measures);
    const { applied, report } = builder.end();
    let [valid, invalid] = [0, 0];
    for await (const batch of this.images.measures(claim, DECIDED_AT_ONCE)) {
      signal.throwIfAborted();
      const verdicts = batch.map(({ imageId, measures }) => {
        const failed = builder.failed(measures);
        return { imageId, failed, valid: !failed.some((name) => applied.has(name)) };
      });
      await retryTransient(() =>
        this.em.transactional(async () => {
          await this.claims.renew(claim);
          await this.images.decide(claim, verdicts);
        }),
      );
      valid += verdicts.filter((verdict) => verdict.valid).length;
      invalid += verdicts.filter((verdict) => !verdict.valid).length;
    }
    return { ...report, valid, invalid };
  }

  private async quartiles(claim: ValidationClaim, settings: RuleSetting[]): Promise<Map<string, Quartiles>> {
    const found = new Map<string, Quartiles>();
    for (const { rule } of settings.filter((setting) => setting.rule.isRelative)) {
      const quartiles = await this.images.quartiles(claim, rule.name);
      if (quartiles) found.set(rule.name, quartiles);
    }
    return found;
  }

  /** Until `lost` is aborted. A database that does not answer is no reason to stop: the fence decides in the end. */
  private async keepLease(claim: ValidationClaim, lost: AbortController): Promise<void> {
    const every = Math.min(HEARTBEAT_MS, this.env.LEASE_MS / 3);
    while (await setTimeout(every, true, { signal: lost.signal }).catch(() => false)) {
      try {
        await this.claims.renew(claim);
      } catch (error) {
        if (error instanceof ValidationClaimLost) lost.abort(error);
        else this.logger.warn(`validation ${claim.id}: lease not renewed: ${String(error)}`);
      }
    }
  }

  private async settle(claim: ValidationClaim, cause: unknown): Promise<void> {
    if (cause instanceof ValidationClaimLost) return this.logger.log(cause.message);
    try {
      if (cause instanceof AbortSignal) return await this.claims.giveBack(claim, 'The worker was stopped', 0, true);
      const message = cause instanceof Error ? cause.message : String(cause);
      this.logger.warn(`validation ${claim.id}, run ${claim.attempts}: ${message}`);
      await retryTransient(() =>
        this.claims.isLast(claim)
          ? this.claims.fail(claim, message)
          : this.claims.giveBack(claim, message, 1_000 * 2 ** claim.attempts),
      );
    } catch (error) {
      if (!(error instanceof ValidationClaimLost)) throw error;
    }
  }
}
