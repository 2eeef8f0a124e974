import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { randomUUIDv7 } from 'node:crypto';

/** A profile as SQL returns it: times are text. */
export interface ProfileRow {
  id: string;
  email: string;
  full_name: string | null;
  avatar_url: string | null;
  role: 'user' | 'admin';
  onboarding_completed: boolean;
  onboarding_completed_at: string | null;
  created_at: string;
  updated_at: string;
}

export type ProfileChanges = Partial<Pick<ProfileRow, 'full_name' | 'avatar_url' | 'onboarding_completed'>>;

interface Tables {
  profiles: ProfileRow & { deleted_at: string | null };
}

export const PROFILE_COLUMNS = [
  'id',
  'email',
  'full_name',
  'avatar_url',
  'role',
  'onboarding_completed',
  'onboarding_completed_at',
  'created_at',
  'updated_at',
] as const;

@Injectable()
export class ProfilesRepository {
  constructor(private readonly em: EntityManager) {}

  find(id: string): Promise<ProfileRow | undefined> {
    return this.existing(id).executeTakeFirst();
  }

  /** Locks the row until the transaction ends. */
  findLocked(id: string): Promise<ProfileRow | undefined> {
    return this.existing(id).forNoKeyUpdate().executeTakeFirst();
  }

  update(id: string, { onboarding_completed: done, ...changes }: ProfileChanges): Promise<ProfileRow> {
    return this.db
      .updateTable('profiles')
      .set({ ...changes, updated_at: sql<string>`now()` })
      .$if(done !== undefined, (query) =>
        query.set({
          onboarding_completed: done,
          onboarding_completed_at: done ? sql<string>`coalesce(onboarding_completed_at, now())` : null,
        }),
      )
      .where('id', '=', id)
      .returning(PROFILE_COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** The profile with this e-mail address, made when there is none. */
  async findOrCreate(email: string, id: string = randomUUIDv7()): Promise<{ id: string; created: boolean }> {
    const { rows } = await sql<{ id: string; created: boolean }>`
      with made as (insert into profiles (id, email) values (${id}, ${email}) on conflict (email) do nothing returning id)
      select id, true as created from made union all select id, false from profiles where email = ${email}`.execute(
      this.db,
    );
    const row = rows[0];
    if (!row) throw new Error(`profile of ${email} was made by somebody else at this moment; try again`);
    return row;
  }

  /** Forgets who it was; the address is free again. The row must be locked by the caller. */
  async anonymise(id: string): Promise<void> {
    await sql`
      update profiles set email = 'deleted-' || id || '@invalid', full_name = null, avatar_url = null, role = 'user',
             deleted_at = now(), updated_at = now()
       where id = ${id}`.execute(this.db);
  }

  /** Deleted a while ago, so that requests which were under way have ended, and not long ago. */
  async recentlyDeleted(): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from profiles where deleted_at > now() - interval '3 minutes' and deleted_at < now() - interval '1 minute'
       limit 100`.execute(this.db);
    return rows.map(({ id }) => id);
  }

  private existing(id: string) {
    return this.db.selectFrom('profiles').select(PROFILE_COLUMNS).where('id', '=', id).where('deleted_at', 'is', null);
  }

  private get db() {
    return this.em.getKysely<Tables>();
  }
}
