import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { keysetPage, newestFirst } from '../../common/pagination/keyset.js';
import type { Page } from '../../common/pagination/page-of.js';
import { PROFILE_COLUMNS, type ProfileRow } from './profiles.repository.js';

/** A profile as administrators see it. */
export interface AdminProfileRow extends ProfileRow {
  suspended_at: string | null;
  deleted_at: string | null;
}

export type ProfileStatus = 'active' | 'suspended' | 'deleted';

export interface ProfileFilter {
  limit: number;
  cursor?: string | undefined;
  /** Part of the e-mail address or the name, in any case. */
  q?: string | undefined;
  role?: ProfileRow['role'] | undefined;
  status?: ProfileStatus | undefined;
}

interface Tables {
  profiles: AdminProfileRow;
}

const COLUMNS = [...PROFILE_COLUMNS, 'suspended_at', 'deleted_at'] as const;

/** Everybody's profiles: only for administrators' services. */
@Injectable()
export class AdminProfilesRepository {
  constructor(private readonly em: EntityManager) {}

  page({ limit, cursor, q, role, status }: ProfileFilter): Promise<Page<AdminProfileRow>> {
    let query = this.db.selectFrom('profiles').select(COLUMNS);
    if (q !== undefined) {
      const pattern = `%${q.replace(/[\\%_]/g, String.raw`\$&`)}%`;
      query = query.where((is) => is.or([is('email', 'ilike', pattern), is('full_name', 'ilike', pattern)]));
    }
    if (role !== undefined) query = query.where('role', '=', role);
    if (status !== undefined) query = query.where('deleted_at', status === 'deleted' ? 'is not' : 'is', null);
    if (status === 'active') query = query.where('suspended_at', 'is', null);
    if (status === 'suspended') query = query.where('suspended_at', 'is not', null);
    return keysetPage(query, { limit, cursor, scope: { list: 'profiles', q, role, status }, order: newestFirst() });
  }

  /** Locks the row until the transaction ends; undefined: missing or deleted. */
  async findLocked(id: string): Promise<AdminProfileRow | undefined> {
    return this.db
      .selectFrom('profiles')
      .select(COLUMNS)
      .where('id', '=', id)
      .where('deleted_at', 'is', null)
      .forNoKeyUpdate()
      .executeTakeFirst();
  }

  /** The ids of those who can act as administrators. Locks them all, in one order, until the transaction ends. */
  async lockAdmins(): Promise<string[]> {
    const rows = await this.db
      .selectFrom('profiles')
      .select('id')
      .where('role', '=', 'admin')
      .where('suspended_at', 'is', null)
      .where('deleted_at', 'is', null)
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
    return rows.map(({ id }) => id);
  }

  /** The row must be locked by the caller. */
  update(id: string, { role, suspended }: { role: ProfileRow['role']; suspended: boolean }): Promise<AdminProfileRow> {
    return this.db
      .updateTable('profiles')
      .set({
        role,
        suspended_at: suspended ? sql<string>`coalesce(suspended_at, now())` : null,
        updated_at: sql<string>`now()`,
      })
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
