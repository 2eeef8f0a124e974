import { Logger } from '@nestjs/common';
import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWTHeaderParameters } from 'jose';
import { ServiceUnavailable } from '../../common/problem/problems.js';

type FindKey = ReturnType<typeof createLocalJWKSet>;

/** Keys are asked for again when they are this old. */
const FRESH_MS = 10 * 60_000;
/** Without an answer they serve this much longer: about as long as a token lives. */
const STALE_MS = 60 * 60_000;
/** Between two attempts; unknown key ids cannot make us ask more often. */
const PAUSE_MS = 30_000;
/** The same, while there are no keys at all and every token waits for them. */
const EMPTY_PAUSE_MS = 1_000;

/** The signing keys of the auth server: kept for a while, asked for again when one is missing, kept longer while it is away. */
export class KeySetCache {
  private readonly logger = new Logger('KeySet');
  private known: { find: FindKey; ids: ReadonlySet<string>; loadedAt: number } | null = null;
  private triedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | null = null;

  /** `load` rejects when the keys cannot be had; `now` in milliseconds. */
  constructor(
    private readonly load: () => Promise<JSONWebKeySet>,
    private readonly now: () => number,
  ) {}

  /** @throws errors.JOSEError when no key fits, ServiceUnavailable when there are no keys to try */
  async find(header: JWTHeaderParameters): Promise<CryptoKey> {
    const { find } = await this.current();
    try {
      return await find(header);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.reload(PAUSE_MS))) throw error;
    }
    return (await this.current()).find(header);
  }

  /** Whether the auth server publishes a key of this id. @throws ServiceUnavailable */
  async has(id: string): Promise<boolean> {
    return (await this.current()).ids.has(id);
  }

  private async current() {
    const age = (): number => this.now() - (this.known?.loadedAt ?? Number.NEGATIVE_INFINITY);
    if (age() > FRESH_MS) await this.reload(this.known ? PAUSE_MS : EMPTY_PAUSE_MS);
    if (!this.known || age() > FRESH_MS + STALE_MS) throw new ServiceUnavailable();
    return this.known;
  }

  /** One request at a time, and none within `pauseMs` of the last. False: none was made, or it failed. */
  private async reload(pauseMs: number): Promise<boolean> {
    if (!this.loading) {
      if (this.now() - this.triedAt < pauseMs) return false;
      this.triedAt = this.now();
      this.loading = this.replace().finally(() => (this.loading = null));
    }
    return this.loading.then(
      () => true,
      () => false,
    );
  }

  private async replace(): Promise<void> {
    try {
      const set = await this.load();
      const ids = new Set(set.keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid])));
      this.known = { find: createLocalJWKSet(set), ids, loadedAt: this.now() };
    } catch (error) {
      this.logger.warn(`signing keys not loaded: ${String(error)}`);
      throw error;
    }
  }
}
