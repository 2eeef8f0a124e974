import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../common/events/event-bus.js';
import type { Page } from '../../common/pagination/page-of.js';
import { InvalidState, NotFound } from '../../common/problem/problems.js';
import { AdminProfilesRepository, type AdminProfileRow, type ProfileFilter } from './admin-profiles.repository.js';
import { ProfileReinstated, ProfileRoleChanged, ProfileSuspended } from './profile.events.js';

export interface AccessChange {
  role?: AdminProfileRow['role'] | undefined;
  suspended?: boolean | undefined;
}

/** What administrators do to profiles. */
@Injectable()
export class AdminProfilesService {
  constructor(
    private readonly em: EntityManager,
    private readonly profiles: AdminProfilesRepository,
    private readonly events: EventBus,
  ) {}

  list(filter: ProfileFilter): Promise<Page<AdminProfileRow>> {
    return this.profiles.page(filter);
  }

  /** Counts from the next request on. @throws NotFound, InvalidState when nobody would be left to administer */
  change(id: string, { role, suspended }: AccessChange): Promise<AdminProfileRow> {
    return this.em.transactional(async () => {
      if (role === 'user' || suspended === true) await this.mustNotBeLast(id);
      const before = await this.profiles.findLocked(id);
      if (!before) throw new NotFound('Profile');
      const wasSuspended = before.suspended_at !== null;
      const next = { role: role ?? before.role, suspended: suspended ?? wasSuspended };
      if (next.role === before.role && next.suspended === wasSuspended) return before;
      const after = await this.profiles.update(id, next);
      if (next.role !== before.role) {
        await this.events.emit(new ProfileRoleChanged(id, id, { role: { from: before.role, to: next.role } }));
      }
      if (next.suspended !== wasSuspended) {
        await this.events.emit(next.suspended ? new ProfileSuspended(id, id) : new ProfileReinstated(id, id));
      }
      return after;
    });
  }

  /** Holds until the caller's transaction ends. @throws InvalidState */
  async mustNotBeLast(id: string): Promise<void> {
    const admins = await this.profiles.lockAdmins();
    if (admins.length === 1 && admins[0] === id) {
      throw new InvalidState('This is the only administrator; make somebody else one first');
    }
  }
}
