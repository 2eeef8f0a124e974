import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TarpitPorts } from './tarpit-servers.js';

export interface TarpitOptions {
  /** Good ones of a round, and as many tarpits. */
  hosts: number;
  /** Of each good host. */
  pictures: number;
  /** Of good hosts, and of tarpits: each round has hosts that nobody has met. */
  rounds?: { good: number; tarpits: number };
  /** What a good host takes for a picture. */
  answerMs?: number;
}

/** Many web servers, each a host of its own to a crawler: good ones with some pictures each, and ones that hold visitors up. */
export class TarpitHosts {
  private constructor(
    private readonly process: ChildProcess,
    private readonly ports: TarpitPorts,
    private readonly options: TarpitOptions,
  ) {}

  static async start(options: TarpitOptions): Promise<TarpitHosts> {
    const { hosts, pictures, rounds = { good: 1, tarpits: 1 }, answerMs = 0 } = options;
    const wanted = [hosts, rounds.good, rounds.tarpits, pictures, answerMs].map(String);
    const servers = fork(join(import.meta.dirname, 'tarpit-servers.ts'), wanted, {
      execArgv: ['--import', '@oxc-node/core/register'],
    });
    const [ports]: TarpitPorts[] = await once(servers, 'message');
    if (!ports) throw new Error('the servers said nothing');
    return new TarpitHosts(servers, ports, options);
  }

  /** `host:port` of all. */
  get origins(): string[] {
    return [...this.ports.good, ...this.ports.tarpits].map((port) => `127.0.0.1:${port}`);
  }

  /** Every picture of a round, one of each host before the second of any. The pictures are the same in each round. */
  good(round = 0): string[] {
    const numbers = Array.from({ length: this.options.pictures }, (_, n) => n);
    return numbers.flatMap((n) =>
      this.ofRound(this.ports.good, round).map((port) => `http://127.0.0.1:${port}/${n}.png`),
    );
  }

  tarpits(round = 0): string[] {
    return this.ofRound(this.ports.tarpits, round).map((port) => `http://127.0.0.1:${port}/0.png`);
  }

  /** Most requests that tarpits held up at once since this was asked last. */
  async mostHeld(): Promise<number> {
    this.process.send('most held');
    const [most]: number[] = await once(this.process, 'message');
    return most ?? 0;
  }

  async stop(): Promise<void> {
    this.process.disconnect();
    await once(this.process, 'exit');
  }

  private ofRound(ports: readonly number[], round: number): number[] {
    return ports.slice(round * this.options.hosts, (round + 1) * this.options.hosts);
  }
}
