import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { EventBus } from '../../common/events/event-bus.js';
import { isUniqueViolation } from '../../common/problem/sqlstate.js';
import { ProfileCreated, ProfileUpdated } from './profile.events.js';

/** What signing in needs to know of a profile. */
export interface ProfileState {
  role: 'user' | 'admin';
  /** Suspended or deleted. */
  blocked: boolean;
  email: string;
}

/** Stands for the address of a user who has none, or whose address another profile has. No mail can ever reach it. */
const pendingEmail = (id: string): string => `${id}@pending.invalid`;

/** Profiles as the auth server's users need them. A profile is found by its id only: an address proves nothing. */
@Injectable()
export class ProfileAccess {
  constructor(
    private readonly em: EntityManager,
    private readonly events: EventBus,
  ) {}

  /** One statement. undefined: there is no such profile. */
  async find(id: string): Promise<ProfileState | undefined> {
    const { rows } = await sql<ProfileState>`
      select role, suspended_at is not null or deleted_at is not null as blocked, email
        from profiles where id = ${id}`.execute(this.em.getKysely());
    return rows[0];
  }

  async mustFind(id: string): Promise<ProfileState> {
    const profile = await this.find(id);
    if (!profile) throw new Error(`profile ${id} is gone`);
    return profile;
  }

  /**
   * Makes the profile unless it exists, at the same moment by another request included. An address that another profile
   * has is not taken from it: this one gets a stand-in. Joins the caller's transaction.
   */
  async create(id: string, email: string | null): Promise<void> {
    const address = email ?? pendingEmail(id);
    if (await this.insert(id, address)) return;
    if (!(await this.find(id))) await this.insert(id, pendingEmail(id));
  }

  /**
   * Gives a profile the address that a token issued at `said` names: instead of a stand-in, as soon as no other profile has
   * it, or of a former one. What was changed here since is newer than the token.
   */
  async claimEmail(id: string, email: string, said: Date): Promise<void> {
    try {
      await this.em.transactional(async () => {
        const { rows } = await sql<{ former: string }>`
          with mine as (select email as former from profiles
                         where id = ${id} and (email = ${pendingEmail(id)} or updated_at < ${said}) for no key update)
          update profiles set email = ${email}, updated_at = now() from mine
           where id = ${id} and not exists (select from profiles where email = ${email})
          returning former`.execute(this.em.getKysely());
        const [row] = rows;
        if (!row) return;
        const from = row.former === pendingEmail(id) ? null : row.former;
        await this.events.emit(new ProfileUpdated(id, id, { email: { from, to: email } }));
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error; // else another profile took it at this moment
    }
  }

  /** False: the id or the address exists. */
  private async insert(id: string, email: string): Promise<boolean> {
    const { rows } = await sql`
      insert into profiles (id, email) values (${id}, ${email}) on conflict do nothing returning 1`.execute(
      this.em.getKysely(),
    );
    if (rows.length === 0) return false;
    await this.events.emit(new ProfileCreated(id, id));
    return true;
  }
}
