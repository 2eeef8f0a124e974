import { chooseChild } from './choose-child.js';
import { INSPECTOR_CHILD } from './fork-inspector.js';
import { InspectorUnavailable, type InspectionRules } from './image-inspector.js';
import type { Verdict } from './inspect-image.js';
import { InspectorProcess, type InspectionTask, type InspectorLimits } from './inspector-process.js';

/** Children that end before they are ready, in a row, after which waiting pictures are given back. */
const MAX_FAILED_STARTS = 3;

/**
 * Up to `size` decoder children, forked when there is work. Pictures wait first come, first served; callers bound how
 * many. A picture whose child ends, or hangs with two, is tried once more, alone; if that child ends too, the picture is a `decode_error`.
 */
export class InspectorPool {
  private readonly children = new Set<InspectorProcess>();
  private readonly waiting: InspectionTask[] = [];
  private failedStarts = 0;
  /** Called when nothing is left after `close`; null while open. */
  private onClosed: (() => void) | null = null;

  constructor(
    private readonly size: number,
    private readonly limits: InspectorLimits,
    /** What the children run. */
    private readonly program = INSPECTOR_CHILD,
  ) {}

  /** Rejects with InspectorUnavailable when no child can be started. */
  inspect(bytes: Buffer, rules: InspectionRules): Promise<Verdict> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ bytes, rules, crashes: 0, resolve, reject });
      this.advance();
    });
  }

  /** Process ids of the living children. */
  get pids(): number[] {
    return [...this.children].flatMap(({ pid }) => pid ?? []);
  }

  /** Resolves when every picture has its verdict and all children are gone. A picture that comes later is still served. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      const earlier = this.onClosed;
      this.onClosed = () => {
        earlier?.();
        resolve();
      };
      this.advance();
    });
  }

  private advance(): void {
    for (let next = this.waiting[0]; next; next = this.waiting[0]) {
      const child = chooseChild(this.children, next.crashes > 0);
      if (!child) break;
      this.waiting.shift();
      child.take(next);
    }
    const starting = [...this.children].filter(({ ready }) => !ready).length;
    for (let missing = this.waiting.length - starting; missing > 0 && this.children.size < this.size; missing--)
      this.fork();
    if (this.onClosed && this.waiting.length === 0) this.dismissIdle(this.onClosed);
  }

  private fork(): void {
    const listener = {
      onFree: () => {
        this.failedStarts = 0;
        this.advance();
      },
      onEnd: (left: InspectionTask[], reason: string) => this.onEnd(child, left, reason),
    };
    const child = new InspectorProcess(this.limits, listener, this.program);
    this.children.add(child);
  }

  private onEnd(child: InspectorProcess, left: InspectionTask[], reason: string): void {
    this.children.delete(child);
    for (const task of left.toReversed()) {
      task.crashes++;
      if (task.crashes < 2) this.waiting.unshift(task);
      else task.resolve({ accepted: false, outcome: 'decode_error', detail: `it ended its decoder twice (${reason})` });
    }
    if (!child.ready && ++this.failedStarts >= MAX_FAILED_STARTS) this.giveBack(reason);
    this.advance();
  }

  private giveBack(reason: string): void {
    this.failedStarts = 0;
    for (const task of this.waiting.splice(0)) task.reject(new InspectorUnavailable(`no decoder starts (${reason})`));
  }

  private dismissIdle(onClosed: () => void): void {
    for (const child of this.children) if (child.load === 0) child.end();
    if (this.children.size === 0) onClosed();
  }
}
