import { Pool, type Dispatcher } from 'undici';

/**
 * Connections by origin, kept for as long as an origin has any. undici's Agent does the same, but walks over all of its
 * origins whenever one of them loses its last connection, which a crawler's do all the time.
 */
export class OriginPools {
  private readonly pools = new Map<string, Pool>();

  constructor(private readonly options: Pool.Options) {}

  /** Origins with a connection, or with a request that waits for one. */
  get size(): number {
    return this.pools.size;
  }

  dispatch(request: Dispatcher.DispatchOptions & { origin: string }, handler: Dispatcher.DispatchHandler): void {
    const { origin } = request;
    let pool = this.pools.get(origin);
    if (!pool) this.pools.set(origin, (pool = this.open(origin)));
    pool.dispatch(request, handler);
  }

  /** Cuts everything. */
  async destroy(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.destroy()));
  }

  private open(origin: string): Pool {
    const pool = new Pool(origin, this.options);
    const closeUnused = (): void => {
      const { connected, pending } = pool.stats;
      if (connected > 0 || pending > 0 || this.pools.get(origin) !== pool) return;
      this.pools.delete(origin);
      if (!pool.destroyed) void pool.close();
    };
    return pool.on('disconnect', closeUnused).on('connectionError', closeUnused);
  }
}
