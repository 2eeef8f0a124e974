import type { ChildProcess } from 'node:child_process';
import type { Candidate } from './choose-child.js';
import { forkInspector } from './fork-inspector.js';
import type { InspectionRules } from './image-inspector.js';
import type { Verdict } from './inspect-image.js';
import type { InspectorMessage, InspectRequest } from './inspector-messages.js';

export interface InspectorLimits {
  /** Milliseconds for one picture, from sending it to its verdict. */
  timeoutMs: number;
  /** Milliseconds until a new child must be ready. */
  startMs: number;
  /** Pictures, and bytes of memory between pictures, after which a child is replaced. */
  recycleAfter: number;
  recycleRss: number;
  /** Bytes of memory at which a child ends at once, in the middle of a picture. */
  maxRss: number;
}

export interface InspectionTask {
  bytes: Buffer;
  rules: InspectionRules;
  /** How often a child ended while it had this picture. */
  crashes: number;
  resolve(verdict: Verdict): void;
  reject(error: Error): void;
}

interface Listener {
  /** It can take a picture. */
  onFree(): void;
  /** It has ended, by itself or by `end`, with these pictures unanswered. */
  onEnd(left: InspectionTask[], reason: string): void;
}

/** One decoder child, seen from the parent: what it works on, for how long, and when it has had its day. */
export class InspectorProcess implements Candidate {
  ready = false;
  private readonly child: ChildProcess;
  private readonly running = new Map<number, { task: InspectionTask; timer: NodeJS.Timeout }>();
  private readonly startTimer: NodeJS.Timeout;
  private taken = 0;
  private worn = false;
  private gone = false;

  constructor(
    private readonly limits: InspectorLimits,
    private readonly listener: Listener,
    program: URL,
  ) {
    this.child = forkInspector(limits.maxRss, program);
    this.startTimer = setTimeout(() => this.end(), limits.startMs);
    this.child.on('message', (message: InspectorMessage) => this.onMessage(message));
    this.child.once('error', () => this.onEnd('it could not be started'));
    this.child.once('exit', (code, signal) => this.onEnd(signal ?? `exit code ${code}`));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get load(): number {
    return this.running.size;
  }

  get usable(): boolean {
    return this.ready && !this.worn;
  }

  get hasSuspect(): boolean {
    return [...this.running.values()].some(({ task }) => task.crashes > 0);
  }

  take(task: InspectionTask): void {
    const id = ++this.taken;
    if (this.taken >= this.limits.recycleAfter) this.worn = true;
    const timer = setTimeout(() => setImmediate(() => this.onTimeout(id)), this.limits.timeoutMs);
    this.running.set(id, { task, timer });
    const request: InspectRequest = { id, bytes: task.bytes, rules: task.rules };
    this.child.send(request, () => undefined); // an error here is followed by 'exit', which tells all
  }

  /** At once and without ceremony: a decoder holds nothing that could be lost. */
  end(): void {
    this.child.kill('SIGKILL');
  }

  private onMessage(message: InspectorMessage): void {
    if (message.kind === 'ready') {
      clearTimeout(this.startTimer);
      this.ready = true;
      return this.listener.onFree();
    }
    const task = this.settle(message.id);
    if (message.rss > this.limits.recycleRss) this.worn = true;
    if (message.kind === 'verdict') task?.resolve(message.verdict);
    else task?.reject(new Error(message.message));
    if (this.worn && this.load === 0) this.end();
    this.listener.onFree();
  }

  /** Runs after pending messages were read: a verdict that waited while this process slept still counts. */
  private onTimeout(id: number): void {
    if (!this.running.has(id)) return;
    this.worn = true;
    if (this.load > 1) return this.end(); // which of them it is shows when each is tried alone
    const task = this.settle(id)!;
    const detail = `the decoder was stopped after ${this.limits.timeoutMs} ms`;
    task.resolve({ accepted: false, outcome: 'decode_error', detail });
    this.end();
  }

  private settle(id: number): InspectionTask | undefined {
    const entry = this.running.get(id);
    clearTimeout(entry?.timer);
    this.running.delete(id);
    return entry?.task;
  }

  private onEnd(reason: string): void {
    if (this.gone) return; // 'error' and 'exit' may both come
    this.gone = true;
    clearTimeout(this.startTimer);
    const left = [...this.running.keys()].map((id) => this.settle(id)!);
    this.listener.onEnd(left, reason);
  }
}
