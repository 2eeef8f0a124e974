import { Injectable } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { appliedRule, type AppliedRule } from '../../fetching/opt-out/applied-rule.js';
import { hostAndDomains, isBlocked } from './block-rule-target.js';
import { BlockRulesRepository, type StoredRule } from './block-rules.repository.js';

/** How long a rule may take to reach a running job. */
const KEPT_MS = 5_000;
const MAX_HOSTS = 10_000;

/** Hosts of one project that are looked up together. */
interface Batch {
  hosts: Map<string, string[]>;
  done: Promise<void>;
}

/** Which URLs a project must not fetch: its own rules and those for everybody. */
@Injectable()
export class BlockList {
  private readonly known = new Map<string, { rules: StoredRule[]; until: number }>();
  private readonly batches = new Map<string, Batch>();

  constructor(private readonly rules: BlockRulesRepository) {}

  /**
   * The rule that forbids the URL, the oldest of several; null: none does. URLs that are asked for at the same time
   * share one statement.
   */
  async ruleFor(projectId: string, url: URL): Promise<AppliedRule | null> {
    for (let known = this.fresh(projectId, url); ; known = this.fresh(projectId, url)) {
      if (!known) {
        await this.look(projectId, url);
        continue;
      }
      const [first] = known.filter((rule) => isBlocked(rule, url)).sort((a, b) => (a.id < b.id ? -1 : 1));
      if (!first) return null;
      const text = `blocked ${first.kind} ${first.value}${first.reason === null ? '' : ` (${first.reason})`}`;
      return appliedRule('block_rule', text, first.id, new Date(first.created_at));
    }
  }

  private look(projectId: string, url: URL): Promise<void> {
    let batch = this.batches.get(projectId);
    if (!batch) {
      const hosts = new Map<string, string[]>();
      batch = { hosts, done: setImmediate().then(() => this.read(projectId, hosts)) };
      this.batches.set(projectId, batch);
    }
    batch.hosts.set(url.hostname, hostAndDomains(url));
    return batch.done;
  }

  private async read(projectId: string, hosts: ReadonlyMap<string, string[]>): Promise<void> {
    this.batches.delete(projectId);
    const rules = await this.rules.naming(projectId, [...new Set([...hosts.values()].flat())]);
    for (const [hostname, names] of hosts) {
      const naming = rules.filter(({ host }) => names.includes(host));
      this.keep(projectId, hostname, naming);
    }
  }

  private fresh(projectId: string, url: URL): StoredRule[] | null {
    const entry = this.known.get(`${projectId} ${url.hostname}`);
    return entry && entry.until > performance.now() ? entry.rules : null;
  }

  private keep(projectId: string, hostname: string, rules: StoredRule[]): void {
    const key = `${projectId} ${hostname}`;
    this.known.delete(key); // the oldest come first
    this.known.set(key, { rules, until: performance.now() + KEPT_MS });
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_HOSTS) break;
      this.known.delete(oldest);
    }
  }
}
