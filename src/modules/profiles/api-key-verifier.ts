import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { hashOf } from './api-key-secret.js';

interface KeyRow {
  id: string;
  user_id: string;
  role: AuthUser['role'];
  scopes: string[];
  rate_limit: number | null;
  expires_at: string | null;
  use_is_news: boolean;
}

/** Tells whom a key belongs to, in one statement, so that a revocation counts from the next request on. */
@Injectable()
export class ApiKeyVerifier {
  private readonly logger = new Logger(ApiKeyVerifier.name);

  constructor(private readonly em: EntityManager) {}

  /** null: unknown, revoked or expired, or its owner is suspended or gone; the caller is not told which. */
  async verify(key: string, ip: string | null): Promise<AuthUser | null> {
    const { rows } = await sql<KeyRow>`
      select k.id, k.user_id, k.scopes, k.rate_limit, k.expires_at, p.role,
        k.last_used_at is null or k.last_used_at < now() - interval '1 minute' as use_is_news
      from api_keys k join profiles p on p.id = k.user_id
      where k.hash = ${hashOf(key)} and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
        and p.suspended_at is null and p.deleted_at is null`.execute(this.em.getKysely());
    const row = rows[0];
    if (!row) return null;
    if (row.use_is_news) void this.noteUse(row.id, ip);
    const { user_id, role, rate_limit, expires_at } = row;
    return {
      id: user_id,
      role,
      scopes: new Set(row.scopes),
      keyId: row.id,
      rateLimit: rate_limit,
      keyExpiresAt: expires_at,
    };
  }

  /** Beside the request, which neither waits for it nor fails with it; at most one write a minute per key. */
  private async noteUse(id: string, ip: string | null): Promise<void> {
    try {
      await sql`
        update api_keys set last_used_at = now(), last_used_ip = ${ip}
        where id = ${id} and (last_used_at is null or last_used_at < now() - interval '1 minute')`.execute(
        this.em.fork().getKysely(),
      );
    } catch (error) {
      this.logger.warn(`last use of key ${id} not noted: ${String(error)}`);
    }
  }
}
