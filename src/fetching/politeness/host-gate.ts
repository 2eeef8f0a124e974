import type { Allowance } from './allowance.js';
import { Circuit } from './circuit.js';
import { HostPauses } from './host-pauses.js';
import { Pace } from './pace.js';
import { RequestBudget } from './request-budget.js';
import { SharedGate, type SharedEntry } from './shared-gate.js';
import type { SharedNotes } from './shared-notes.js';

const MAX_GROUPS = 10_000;

/** How a request that was let in ended. */
export type Visit =
  | { kind: 'answered'; latencyMs: number }
  | { kind: 'refused'; retryAfterMs: number | null } // 429, 503
  | { kind: 'failed'; weight: number; why: string } // no answer (1), or a bad one (less)
  | { kind: 'abandoned' }; // by us: it tells nothing about the host

export type Entry =
  | { admitted: true; leave: (visit: Visit) => Promise<void> }
  | { admitted: false; reason: Reason; waitMs: number; why: string };

type Reason = Exclude<SharedEntry['verdict'], 'ok'>;

interface Asking {
  /** Whose request it is. */
  user?: string;
  /** What the server lets us ask. */
  allowance?: Allowance;
}

interface Group {
  pace: Pace;
  circuit: Circuit;
  inFlight: number;
  dueAt: number;
  slowerSeen: number;
  why: string;
}

/**
 * Lets requests to a host (or to an API on one) through at the pace that it bears: nothing inside its Retry-After or
 * while its circuit is open, so many at a time, with intervals where it wants them. With notes in Redis all processes
 * act as one; without, each by itself.
 */
export class HostGate {
  private readonly groups = new Map<string, Group>();
  private readonly pauses = new HostPauses();
  private readonly budgets = new Map<string, RequestBudget>();
  private readonly shared: SharedGate | null;

  /** `limit`: requests to one group at a time, of all processes together. */
  constructor(
    private readonly limit: number,
    notes: SharedNotes | null = null,
  ) {
    this.shared = notes && new SharedGate(notes);
  }

  /** Why the group may not be asked now, as far as this process knows; null when it may. */
  refusal(group: string): Extract<Entry, { admitted: false }> | null {
    const paused = this.pauses.remainingMs(group);
    if (paused > 0) return refused('paused', paused);
    const known = this.groups.get(group);
    const open = known?.circuit.waitMs ?? 0;
    return known && open > 0 ? refused('circuit', open, known.why) : null;
  }

  /** `intervalMs`: what the site wants between two requests; 0 for nothing. */
  async tryEnter(name: string, intervalMs: number, { user = '', allowance }: Asking = {}): Promise<Entry> {
    const refusal = this.refusal(name);
    if (refusal) return refusal;
    const group = this.group(name);
    const interval = Math.max(intervalMs, group.pace.intervalMs);
    const early = group.dueAt - performance.now();
    if (interval > 0 && early > 0) return refused('paced', Math.ceil(early));
    if (group.inFlight >= group.pace.concurrency) return refused('busy', 20);
    const budget = allowance && this.budgetOf(allowance);
    if (budget && budget.waitMs > 0) return refused('spent', budget.waitMs);
    const giveBack = budget?.take();
    group.inFlight += 1;
    group.circuit.entered();
    group.dueAt = performance.now() + interval;
    const entry = await this.shared?.enter(name, group.pace.concurrency, interval, allowance);
    if (entry) this.hear(group, entry.slower);
    if (entry && entry.verdict !== 'ok') {
      group.inFlight -= 1;
      group.circuit.abandoned();
      group.dueAt = 0;
      giveBack?.();
      if (entry.verdict === 'paused') this.pauses.pause(name, entry.waitMs);
      return refused(entry.verdict, entry.verdict === 'busy' ? 10 + Math.random() * 30 : entry.waitMs, entry.why);
    }
    return { admitted: true, leave: (visit) => this.leave(name, group, entry?.slot ?? null, visit, user) };
  }

  /** Reads an answer's headers: when they say that nothing is left of the allowance, no process asks for that long. */
  async heard(allowance: Allowance | undefined, headers: Readonly<Record<string, string>>): Promise<void> {
    const emptyMs = allowance?.emptyMs?.(headers) ?? 0;
    if (!allowance || emptyMs <= 0) return;
    this.budgetOf(allowance).empty(emptyMs);
    await this.shared?.rest('spent', allowance.name, emptyMs, '');
  }

  /** What keeps the group from being asked in any process. */
  async resting(group: string): Promise<{ kind: 'pause' | 'circuit'; ms: number; why: string } | null> {
    const shared = await this.shared?.resting(group);
    if (shared) return shared;
    const local = this.refusal(group);
    return local && { kind: local.reason === 'paused' ? 'pause' : 'circuit', ms: local.waitMs, why: local.why };
  }

  /** Leaves the group alone for a while, in every process. */
  async pause(group: string, ms: number, why: string): Promise<void> {
    this.pauses.pause(group, ms);
    await this.shared?.rest('pause', group, ms, why);
  }

  private async leave(name: string, group: Group, slot: string | null, visit: Visit, user: string): Promise<void> {
    group.inFlight -= 1;
    if (visit.kind === 'answered') {
      group.circuit.succeeded();
      group.pace.answered(visit.latencyMs);
    } else if (visit.kind === 'refused') {
      group.circuit.succeeded(); // it answers
      group.pace.refused();
      if (visit.retryAfterMs !== null) await this.pause(name, visit.retryAfterMs, 'Retry-After');
      group.slowerSeen = (await this.shared?.slower(name)) ?? group.slowerSeen;
    } else if (visit.kind === 'failed') {
      const restMs = group.circuit.failed(visit.weight, user);
      if (restMs > 0) group.why = visit.why;
      await this.shared?.rest('circuit', name, restMs, visit.why);
    } else group.circuit.abandoned();
    if (slot) this.shared?.leave(name, slot); // last: whoever takes the slot knows of the pause
  }

  /** Another process was told to slow down. */
  private hear(group: Group, slower: number | null): void {
    if (slower === null) return;
    if (slower > group.slowerSeen) group.pace.refused();
    group.slowerSeen = slower;
  }

  private group(name: string): Group {
    let group = this.groups.get(name);
    if (!group) {
      const pace = new Pace(this.limit);
      group = { pace, circuit: new Circuit(), inFlight: 0, dueAt: 0, slowerSeen: 0, why: '' };
      if (this.groups.size >= MAX_GROUPS) this.forgetIdle();
      this.groups.set(name, group);
    }
    return group;
  }

  private budgetOf({ name, limits }: Allowance): RequestBudget {
    let budget = this.budgets.get(name);
    if (!budget) this.budgets.set(name, (budget = new RequestBudget(limits)));
    return budget;
  }

  private forgetIdle(): void {
    for (const [name, { inFlight }] of this.groups) {
      if (this.groups.size < MAX_GROUPS) return;
      if (inFlight === 0) this.groups.delete(name);
    }
  }
}

function refused(reason: Reason, waitMs: number, why = ''): Extract<Entry, { admitted: false }> {
  return { admitted: false, reason, waitMs, why };
}
