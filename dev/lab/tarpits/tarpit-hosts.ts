import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TarpitPorts } from './tarpit-servers.js';

/** Many web servers, each a host of its own to a crawler: good ones with some pictures each, and ones that hold visitors up. */
export class TarpitHosts {
  private constructor(
    private readonly process: ChildProcess,
    private readonly ports: TarpitPorts,
    private readonly pictures: number,
  ) {}

  /**
   * `tarpits` are strangers for as long as nobody has asked them: a crawler avoids those that it has met. Good hosts send each
   * picture after `answerMs`.
   */
  static async start(good: number, pictures: number, tarpits: number, answerMs: number): Promise<TarpitHosts> {
    const wanted = [good, tarpits, pictures, answerMs].map(String);
    const servers = fork(join(import.meta.dirname, 'tarpit-servers.ts'), wanted, {
      execArgv: ['--import', '@oxc-node/core/register'],
    });
    const [ports]: TarpitPorts[] = await once(servers, 'message');
    if (!ports) throw new Error('the servers said nothing');
    return new TarpitHosts(servers, ports, pictures);
  }

  /** `host:port` of all. */
  get origins(): string[] {
    return [...this.ports.good, ...this.ports.tarpits].map((port) => `127.0.0.1:${port}`);
  }

  /** Every picture, one of each host before the second of any. */
  get good(): string[] {
    const numbers = Array.from({ length: this.pictures }, (_, n) => n);
    return numbers.flatMap((n) => this.ports.good.map((port) => `http://127.0.0.1:${port}/${n}.png`));
  }

  get tarpits(): string[] {
    return this.ports.tarpits.map((port) => `http://127.0.0.1:${port}/0.png`);
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
}
