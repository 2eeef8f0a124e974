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
  expires_at: string | null;
  revoked_at: string | null;
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
  expires_at: string | null;
}

interface Tables {
  api_keys: Omit<ApiKeyRow, 'revoked_at' | 'last_used_at' | 'last_used_ip' | 'created_at' | 'updated_at'> &
    Pick<NewApiKey, 'user_id' | 'hash'> & {
      revoked_at: Generated<string | null>;
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
  'expires_at',
  'revoked_at',
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
