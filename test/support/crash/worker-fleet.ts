import { Process } from '../process.js';

/** Worker processes, as a supervisor keeps them: whoever is killed is started again. */
export class WorkerFleet {
  private readonly workers: Process[];

  constructor(
    size: number,
    private readonly env: Record<string, string>,
  ) {
    this.workers = Array.from({ length: size }, () => this.start());
  }

  /** Those that have finished starting. */
  private get ready(): Process[] {
    return this.workers.filter(({ output }) => output.includes('ready for work'));
  }

  get readyCount(): number {
    return this.ready.length;
  }

  /** kill -9 of one that is ready, chosen by `random` (0 to 1), and a new one in its place. False: none is ready. */
  async killOne(random: number): Promise<boolean> {
    const victims = this.ready;
    const victim = victims[Math.floor(random * victims.length)];
    if (!victim) return false;
    victim.signal('SIGKILL');
    const how = await victim.exit;
    if (how !== 'SIGKILL') throw new Error(`a worker had ended by itself (${how}): ${victim.output.slice(-2_000)}`);
    this.workers[this.workers.indexOf(victim)] = this.start();
    return true;
  }

  /** Asks all to end; returns how they did. */
  stop(): Promise<(number | NodeJS.Signals | null)[]> {
    for (const worker of this.workers) worker.signal('SIGTERM');
    return Promise.all(this.workers.map(({ exit }) => exit));
  }

  private start(): Process {
    return Process.start('worker', this.env);
  }
}
