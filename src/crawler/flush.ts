import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { retryTransient } from '../database/transient.js';
import type { AppliedRule } from '../fetching/opt-out/applied-rule.js';
import type { CandidateOutcome } from '../modules/crawl-jobs/candidate-outcome.js';
import { CandidatesService } from '../modules/crawl-jobs/candidates.service.js';
import { ChunksService } from '../modules/crawl-jobs/chunks.service.js';
import type { Claim } from '../modules/crawl-jobs/claim.js';
import { ImageBlocksService } from '../modules/images/blocks/image-blocks.service.js';
import { DuplicatesService } from '../modules/images/duplicates/duplicates.service.js';
import { ImagesService } from '../modules/images/images.service.js';
import type { Attempt } from './attempt.js';

/** Writes what a run found: images, outcomes and counts of one batch in one transaction under the fence. */
@Injectable()
export class Flush {
  constructor(
    private readonly em: EntityManager,
    private readonly chunks: ChunksService,
    private readonly candidates: CandidatesService,
    private readonly images: ImagesService,
    private readonly blocks: ImageBlocksService,
    private readonly duplicates: DuplicatesService,
  ) {}

  /** Returns how many pictures the chunk has then. Throws ClaimLost. */
  async run(claim: Claim, attempts: Attempt[]): Promise<number> {
    // a candidate may have been tried twice since the last flush: the later try counts
    const latest = new Map(attempts.map((attempt) => [attempt.candidate.position, attempt]));
    const batch = [...latest.values()].toSorted((a, b) => a.candidate.position - b.candidate.position);
    const { stored: total, fresh } = await retryTransient(() =>
      this.em.transactional(async () => {
        const stored = await this.chunks.hold(claim, { progress: true });
        const barred = await this.barred(claim, batch);
        const verdict = await this.record(claim, batch, barred, claim.target - stored);
        const outcomes = batch.map((attempt) => verdict.get(attempt.candidate.position) ?? attempt.outcome);
        const again = await this.candidates.settle(
          claim.chunkId,
          batch.map((attempt, i) => ({
            ...attempt,
            position: attempt.candidate.position,
            outcome: outcomes[i] ?? null,
            sha256: isHad(outcomes[i]) ? attempt.image?.sha256 : null,
            ...blockedBy(barred.get(attempt.candidate.position)),
          })),
        );
        const { jobId, keyword, source } = claim;
        const labels = batch.flatMap(({ candidate: { position, url }, image }, i) => {
          if (!image || !isHad(outcomes[i])) return [];
          const own = { ...image, keyword, source, url };
          const { labels: others, ...said } = again.get(position) ?? {};
          const told = others ? [{ ...own, ...said }, ...others.map((label) => ({ ...own, ...said, ...label }))] : [];
          return outcomes[i] === 'stored' ? told : [own, ...told];
        });
        await this.images.addLabels(jobId, labels);
        const kept = [...verdict].filter(([, outcome]) => outcome === 'stored').map(([position]) => position);
        return { stored: stored + kept.length, fresh: kept };
      }),
    );
    const { projectId, chunkId, options } = claim;
    const distance = options.duplicate_distance;
    if (fresh.length > 0) await this.duplicates.arrived({ projectId, chunkId, positions: fresh, distance });
    return total;
  }

  /** Why pictures may not come back, by position: they were taken down in the project before. */
  private async barred(claim: Claim, batch: Attempt[]): Promise<Map<number, AppliedRule>> {
    const images = batch.flatMap(({ image }) => image ?? []);
    const rules = await this.blocks.ofImages(claim.projectId, images);
    return new Map([...rules].map(([place, rule]) => [images[place]!.position, rule]));
  }

  /** Inserts at most `room` pictures. What the job already has is a duplicate; what is too much was not needed. */
  private async record(
    claim: Claim,
    batch: Attempt[],
    barred: ReadonlyMap<number, AppliedRule>,
    room: number,
  ): Promise<Map<number, CandidateOutcome>> {
    const verdict = new Map<number, CandidateOutcome>([...barred.keys()].map((position) => [position, 'opted_out']));
    const images = batch.flatMap(({ image }) => image ?? []).filter(({ position }) => !barred.has(position));
    const { projectId, jobId: crawlJobId, chunkId, keyword, source } = claim;
    while (room > 0 && images.length > 0) {
      const some = images.splice(0, room);
      const kept = await this.images.record({ projectId, crawlJobId, chunkId, keyword, source }, some);
      for (const { position } of some) verdict.set(position, kept.has(position) ? 'stored' : 'duplicate_bytes');
      room -= kept.size;
    }
    for (const { position } of images) verdict.set(position, 'not_needed');
    return verdict;
  }
}

/** The job has its picture: this one, or a copy. */
const isHad = (outcome: CandidateOutcome | null | undefined) => outcome === 'stored' || outcome === 'duplicate_bytes';

const blockedBy = (rule: AppliedRule | undefined): Pick<Attempt, 'detail' | 'rule'> | undefined =>
  rule && { detail: rule.text, rule };
