import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Semaphore } from '../../fetching/semaphore.js';
import type { Asker, FoundImage } from './image-source.js';
import { SourceRegistry } from './source-registry.js';

const AT_A_TIME = 2;
/** Reports beyond these are dropped: a picture is worth more than word of it. */
const MOST_WAITING = 500;

/** Tells the sources that want to hear of it that pictures of theirs were downloaded. Best effort: nothing waits for it, nothing fails by it. */
@Injectable()
export class DownloadReports implements OnApplicationShutdown {
  private readonly logger = new Logger('Sources');
  private readonly slots = new Semaphore(AT_A_TIME);
  private readonly stop = new AbortController();
  private readonly open = new Set<Promise<void>>();

  constructor(private readonly sources: SourceRegistry) {}

  /** `turn`: whose picture it is, the user, then the job; reports wait among the searches of the source. */
  report(name: string, image: Pick<FoundImage, 'url' | 'pageUrl'>, turn: readonly string[]): void {
    const source = this.sources.get(name);
    if (!source?.downloaded || !source.policy.downloadTracking || this.open.size >= MOST_WAITING) return;
    const tell = source.downloaded.bind(source);
    const sent = this.send(name, turn, (asker) => tell(image, asker)).finally(() => this.open.delete(sent));
    this.open.add(sent);
  }

  /** Resolves when every report so far was sent or given up. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  /** What is not sent by now stays untold. */
  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.settled();
  }

  private async send(name: string, turn: readonly string[], tell: (asker: Asker) => Promise<void>): Promise<void> {
    const { signal } = this.stop;
    try {
      const release = await this.slots.acquire(signal, turn);
      await tell({ signal, turn }).finally(release);
    } catch (error) {
      if (!signal.aborted) this.logger.debug(`a download from ${name} was not reported: ${String(error)}`);
    }
  }
}
