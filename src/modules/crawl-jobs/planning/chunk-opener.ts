import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import { CreditsService } from '../../credits/credits.service.js';
import { planChunks, type PlannedChunk, type PlanState } from './chunk-plan.js';
import type { CrawlJobRow } from '../crawl-job.row.js';
import { LanesRepository, type LaneRow, type NewChunk } from './lanes.repository.js';

export interface Opened {
  /** Open chunks of the job, those that were open before included. */
  openChunks: number;
  /** There is more to do, and not one chunk of it could be paid. */
  unpaid: boolean;
}

/** Plans and opens the next chunks of a job, under its lock. Those of a pay-as-you-go job reserve their credits first. */
@Injectable()
export class ChunkOpener {
  constructor(
    private readonly lanes: LanesRepository,
    private readonly credits: CreditsService,
  ) {}

  async openNext(job: CrawlJobRow, lanes: LaneRow[]): Promise<Opened> {
    const openBefore = lanes.reduce((sum, lane) => sum + lane.openChunks, 0);
    const state = { maxImages: job.max_images, openChunks: openBefore, lanes };
    const plan = planChunks(state);
    const chunks = job.options.pay_as_you_go ? await this.paid(job, state, plan) : plan.map(withId);
    await this.lanes.open(job, lanes, chunks);
    return { openChunks: openBefore + chunks.length, unpaid: plan.length > 0 && chunks.length === 0 };
  }

  /** What the user can pay now is shared among the keywords as if it were all that is wanted. */
  private async paid(job: CrawlJobRow, state: PlanState, plan: PlannedChunk[]): Promise<NewChunk[]> {
    if (plan.length === 0) return [];
    const affordable = Math.floor((await this.credits.spendable(job.user_id)) / job.unit_price);
    const taken = state.lanes.reduce((sum, lane) => sum + lane.stored + lane.open, 0);
    const maxImages = Math.min(state.maxImages, taken + affordable);
    const chunks = planChunks({ ...state, maxImages }).map(withId);
    const reserves = chunks.map(({ id, target }) => ({ id, credits: target * job.unit_price }));
    const paid = await this.credits.reserveChunks(job.user_id, job.id, reserves);
    return chunks.filter(({ id }) => paid.has(id));
  }
}

const withId = (chunk: PlannedChunk): NewChunk => ({ ...chunk, id: randomUUIDv7() });
