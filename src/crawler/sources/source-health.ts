import { Injectable } from '@nestjs/common';
import { HostGate } from '../../fetching/politeness/host-gate.js';
import { SharedNotes } from '../../fetching/politeness/shared-notes.js';
import type { SourceFailureKind } from './image-source.js';
import { groupOf } from './source-client.js';

/** What says something about a source; `bad_request` is about the query. */
export const NOTED_FAILURES = ['rate_limited', 'blocked', 'auth', 'quota', 'upstream', 'shape_changed'] as const;
export type NotedFailure = (typeof NOTED_FAILURES)[number];

/** What all processes know of a source. */
export interface SourceState {
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  lastFailure: NotedFailure | null;
  /** It is left alone until then: it asked for that, or failed again and again. Null: it may be asked now. */
  restsUntil: Date | null;
}

/** How long it is remembered after the last search. */
const REMEMBERED_MS = 7 * 86_400_000;

/** How the searches of all processes went, in Redis. Without Redis nothing is known. */
@Injectable()
export class SourceHealth {
  constructor(
    private readonly notes: SharedNotes,
    private readonly gate: HostGate,
  ) {}

  /** How a search ended. Never throws, never waits. */
  note(source: string, outcome: 'ok' | SourceFailureKind): void {
    const failure = NOTED_FAILURES.find((kind) => kind === outcome);
    if (outcome !== 'ok' && !failure) return;
    const fields = failure ? { failed_at: Date.now(), failed_as: failure } : { ok_at: Date.now() };
    const key = this.key(source);
    void this.notes.ask((redis) => redis.multi().hset(key, fields).pexpire(key, REMEMBERED_MS).exec());
  }

  /** Never throws. */
  async of(source: string): Promise<SourceState> {
    const [noted, rest] = await Promise.all([
      this.notes.ask((redis) => redis.hgetall(this.key(source))),
      this.gate.resting(groupOf(source)),
    ]);
    return {
      lastSuccessAt: dateOf(noted?.['ok_at']),
      lastFailureAt: dateOf(noted?.['failed_at']),
      lastFailure: NOTED_FAILURES.find((kind) => kind === noted?.['failed_as']) ?? null,
      restsUntil: rest && new Date(Date.now() + rest.ms),
    };
  }

  private key(source: string): string {
    return this.notes.key('source', source);
  }
}

function dateOf(ms: string | undefined): Date | null {
  return ms !== undefined && /^\d{1,15}$/.test(ms) ? new Date(Number(ms)) : null;
}
