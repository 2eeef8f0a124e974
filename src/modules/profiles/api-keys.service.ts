import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { randomUUIDv7 } from 'node:crypto';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { ALL_SCOPES, USER_SCOPES } from '../../common/auth/scopes.js';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';
import { InsufficientScope, InvalidState, NotFound, ValidationFailed } from '../../common/problem/problems.js';
import { Env } from '../../config/env.js';
import { hashOf, newApiKey, visiblePartsOf } from './api-key-secret.js';
import { ApiKeysRepository, type ApiKeyRow } from './api-keys.repository.js';
import { ApiKeyCreated, ApiKeyRevoked, ApiKeyUpdated } from './profile.events.js';

export interface ApiKeyRequest {
  name: string;
  scopes: readonly string[];
  /** RFC 3339; null: until revoked; left out: in 90 days, or with the key that makes it. */
  expires_at?: string | null | undefined;
  /** Requests a minute; null or left out: that of the key that makes it, or the default. */
  rate_limit?: number | null | undefined;
}

export interface IssuedKey {
  row: ApiKeyRow;
  /** The secret itself, never to be seen again. */
  key: string;
}

const DEFAULT_MS = 90 * 86_400_000;

/** A key ends no later than the key that made it. @throws ValidationFailed */
function expiryOf({ keyExpiresAt = null }: AuthUser, asked: string | null | undefined): string | null {
  const last = keyExpiresAt === null ? Infinity : Date.parse(keyExpiresAt);
  if (asked === undefined) return new Date(Math.min(Date.now() + DEFAULT_MS, last)).toISOString();
  if ((asked === null ? Infinity : Date.parse(asked)) <= last) return asked;
  const message = `must be at most ${new Date(last).toISOString()}, when the key that makes it expires`;
  throw ValidationFailed.pointer('/expires_at', 'max', message);
}

/** Keys are shown once, at creation; afterwards only their hash is known. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly em: EntityManager,
    private readonly keys: ApiKeysRepository,
    private readonly events: EventBus,
    private readonly env: Env,
  ) {}

  /** @throws InsufficientScope when the new key could do what its maker cannot, ValidationFailed when it could do it faster or longer */
  async create(maker: AuthUser, request: ApiKeyRequest): Promise<IssuedKey> {
    const grantable = new Set<string>(maker.role === 'admin' ? ALL_SCOPES : USER_SCOPES);
    const missing = request.scopes.filter((scope) => !grantable.has(scope) || maker.scopes?.has(scope) === false);
    if (missing.length > 0) throw new InsufficientScope(missing);
    const rate_limit = request.rate_limit ?? maker.rateLimit ?? null;
    const most = this.fastest(maker);
    if (most > 0 && (rate_limit ?? 0) > most) {
      throw ValidationFailed.pointer('/rate_limit', 'max', `must be at most ${most}`);
    }
    return this.issue(maker.id, { ...request, rate_limit, expires_at: expiryOf(maker, request.expires_at) });
  }

  /** Requests a minute that a key of this maker may have; 0: any. */
  private fastest({ role, keyId, rateLimit }: AuthUser): number {
    if (keyId !== undefined) return rateLimit ?? this.env.RATE_LIMIT_PER_MINUTE;
    return role === 'admin' ? 0 : this.env.RATE_LIMIT_PER_MINUTE;
  }

  /** Makes a key without asking who wants it: for operators at the command line. */
  issue(userId: string, { name, scopes, expires_at = null, rate_limit = null }: ApiKeyRequest): Promise<IssuedKey> {
    return this.em.transactional(async () => {
      const key = newApiKey();
      const row = await this.keys.insert({
        id: randomUUIDv7(),
        user_id: userId,
        name,
        scopes: [...scopes],
        rate_limit,
        expires_at,
        hash: hashOf(key),
        ...visiblePartsOf(key),
      });
      await this.events.emit(new ApiKeyCreated(userId, row.id, { name, scopes, expires_at, rate_limit }));
      return { row, key };
    });
  }

  list(userId: string, query: PageQueryDto): Promise<Page<ApiKeyRow>> {
    return this.keys.page(userId, query);
  }

  /** @throws NotFound */
  async get(userId: string, id: string): Promise<ApiKeyRow> {
    const row = await this.keys.find(userId, id);
    if (!row) throw new NotFound('API key');
    return row;
  }

  /** @throws NotFound, InvalidState when it is revoked */
  rename(userId: string, id: string, name: string): Promise<ApiKeyRow> {
    return this.em.transactional(async () => {
      const before = await this.keys.findLocked(userId, id);
      if (!before) throw new NotFound('API key');
      if (before.revoked_at !== null) throw new InvalidState('The API key is revoked and keeps its name');
      if (before.name === name) return before;
      const after = await this.keys.rename(userId, id, name);
      await this.events.emit(new ApiKeyUpdated(userId, id, changesOf(before, { name })));
      return after;
    });
  }

  /** Counts from the next request on; revoking twice changes nothing. @throws NotFound */
  revoke(userId: string, id: string): Promise<void> {
    return this.em.transactional(async () => {
      await this.get(userId, id);
      await this.revokeAll(userId, { id });
    });
  }

  /** Joins the caller's transaction. */
  async revokeAll(userId: string, which: { id: string } | { name: string }): Promise<void> {
    for (const id of await this.keys.revoke(userId, which)) await this.events.emit(new ApiKeyRevoked(userId, id));
  }
}
