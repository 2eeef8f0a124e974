import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql, type Generated } from 'kysely';
import { keysetPage } from '../../common/pagination/keyset.js';
import type { PageQueryDto } from '../../common/pagination/page.dto.js';
import type { Page } from '../../common/pagination/page-of.js';

/** A key as SQL returns it, without its hash: times are text. */
export interface ApiKeyRow {
  id: string;
  name: string;
  prefix: string;
  last4: string;
  scopes: string[];
  /** Requests a minute; null: the default. */
  rate_limit: number | null;
  expires_at: string | null;
  revoked_at: string | null;
  /** When another key took its place. */
  rotated_at: string | null;
  last_used_at: string | null;
  last_used_ip: string | null;
  created_at: string;
  updated_at: string;
}

export interface NewApiKey {
  id: string;
  user_id: string;
  name: string;
  prefix: string;
  last4: string;
  hash: string;
  scopes: string[];
  rate_limit: number | null;
  expires_at: string | null;
}

interface Tables {
  api_keys: Omit<
    ApiKeyRow,
    'revoked_at' | 'rotated_at' | 'last_used_at' | 'last_used_ip' | 'created_at' | 'updated_at'
  > &
    Pick<NewApiKey, 'user_id' | 'hash'> & {
      revoked_at: Generated<string | null>;
      rotated_at: Generated<string | null>;
      last_used_at: Generated<string | null>;
      last_used_ip: Generated<string | null>;
      created_at: Generated<string>;
      updated_at: Generated<string>;
    };
}

const COLUMNS = [
  'id',
  'name',
  'prefix',
  'last4',
  'scopes',
  'rate_limit',
  'expires_at',
  'revoked_at',
  'rotated_at',
  'last_used_at',
  'last_used_ip',
  'created_at',
  'updated_at',
] as const;

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly em: EntityManager) {}

  insert(key: NewApiKey): Promise<ApiKeyRow> {
    return this.db.insertInto('api_keys').values(key).returning(COLUMNS).executeTakeFirstOrThrow();
  }

  find(userId: string, id: string): Promise<ApiKeyRow | undefined> {
    return this.owned(userId).where('id', '=', id).executeTakeFirst();
  }

  /** Locks the row until the transaction ends. */
  findLocked(userId: string, id: string): Promise<ApiKeyRow | undefined> {
    return this.owned(userId).where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  }

  page(userId: string, { limit, cursor }: PageQueryDto): Promise<Page<ApiKeyRow>> {
    return keysetPage(this.owned(userId), { limit, cursor, scope: { list: 'api-keys', user: userId } });
  }

  rename(userId: string, id: string, name: string): Promise<ApiKeyRow> {
    return this.db
      .updateTable('api_keys')
      .set({ name, updated_at: sql`now()` })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** Notes the rotation: the key works for `seconds` more, or less when it would have expired before. The row must be locked by the caller. */
  expireIn(userId: string, id: string, seconds: number): Promise<ApiKeyRow> {
    return this.db
      .updateTable('api_keys')
      .set({
        rotated_at: sql`now()`,
        expires_at: sql<string>`least(expires_at, now() + ${seconds} * interval '1 second')`,
        updated_at: sql`now()`,
      })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** For a deleted account: revokes what is left and forgets what the keys were called and where they were used. */
  async erase(userId: string): Promise<void> {
    await sql`
      update api_keys set name = 'deleted', last_used_ip = null, revoked_at = coalesce(revoked_at, now()), updated_at = now()
       where user_id = ${userId} and (revoked_at is null or last_used_ip is not null or name <> 'deleted')`.execute(
      this.db,
    );
  }

  /** The ids of the keys that this call revoked, of those with the given id or name. */
  async revoke(userId: string, which: { id: string } | { name: string }): Promise<string[]> {
    const rows = await this.db
      .updateTable('api_keys')
      .set({ revoked_at: sql`now()`, updated_at: sql`now()` })
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .where((is) => ('id' in which ? is('id', '=', which.id) : is('name', '=', which.name)))
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  private owned(userId: string) {
    return this.db.selectFrom('api_keys').select(COLUMNS).where('user_id', '=', userId);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
