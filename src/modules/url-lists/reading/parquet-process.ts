import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadList } from './bad-list.js';
import type { ParquetMessage, ParquetRequest } from './parquet-messages.js';

/** Megabytes that the reader's objects may take: a row group of a list has to fit. */
const MAX_HEAP_MB = 512;
/** Milliseconds for one step: to open the file, or to read one row group. */
const STEP_MS = 20_000;

/** The child that reads one Parquet file, and whatever goes wrong with it. */
export class ParquetProcess {
  private readonly child: ChildProcess = start();
  private readonly messages: ParquetMessage[] = [];
  private wake: () => void = () => undefined;
  private ended = false;

  constructor() {
    this.child.on('message', (message: ParquetMessage) => {
      this.messages.push(message);
      this.wake();
    });
    const end = (): void => {
      this.ended = true;
      this.wake();
    };
    this.child.once('exit', end);
    this.child.once('error', end);
  }

  send(request: ParquetRequest): void {
    this.child.send(request, () => undefined); // an error here is followed by 'exit'
  }

  /** The next thing that it says. @throws BadList when the file has brought it to its end */
  async next(row: number | null): Promise<ParquetMessage> {
    const late = AbortSignal.timeout(STEP_MS);
    late.addEventListener('abort', () => this.wake(), { once: true });
    for (;;) {
      const message = this.messages.shift();
      if (message?.kind === 'fault') throw new BadList(message.message, message.row);
      if (message) return message;
      if (this.ended) throw new BadList('reading it takes more memory than a list gets; write smaller row groups', row);
      if (late.aborted) throw new BadList('reading it takes too long; write smaller row groups', row);
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  async close(): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await gone;
  }
}

/** The compiled child, or its TypeScript source where nothing is compiled. */
function start(): ChildProcess {
  const compiled = fileURLToPath(new URL('./parquet-child.js', import.meta.url));
  const isCompiled = existsSync(compiled);
  return fork(isCompiled ? compiled : compiled.replace(/\.js$/, '.ts'), [], {
    cwd: dirname(compiled), // from where the loader's package is resolved
    execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`, ...(isCompiled ? [] : ['--import', '@oxc-node/core/register'])],
    env: {}, // no secrets within reach of a hostile file
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
