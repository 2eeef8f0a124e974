import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * Tells long answers and the readiness probe that the process is about to end. Event streams listen to `signal`,
 * send `retry:` and complete; without that the HTTP server would wait for them.
 */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly controller = new AbortController();

  /** Aborted once, when the shutdown begins. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get isDraining(): boolean {
    return this.controller.signal.aborted;
  }

  onModuleDestroy(): void {
    this.controller.abort();
  }
}
