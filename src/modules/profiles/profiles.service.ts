import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { changesOf } from '../../common/events/changes.js';
import { EventBus } from '../../common/events/event-bus.js';
import { NotFound } from '../../common/problem/problems.js';
import { ProfileUpdated } from './profile.events.js';
import { ProfilesRepository, type ProfileChanges, type ProfileRow } from './profiles.repository.js';

@Injectable()
export class ProfilesService {
  constructor(
    private readonly em: EntityManager,
    private readonly profiles: ProfilesRepository,
    private readonly events: EventBus,
  ) {}

  /** @throws NotFound */
  async get(userId: string): Promise<ProfileRow> {
    const profile = await this.profiles.find(userId);
    if (!profile) throw new NotFound('Profile');
    return profile;
  }

  /** Values that stay equal make no event. @throws NotFound */
  update(userId: string, patch: ProfileChanges): Promise<ProfileRow> {
    return this.em.transactional(async () => {
      const before = await this.profiles.findLocked(userId);
      if (!before) throw new NotFound('Profile');
      const changes = changesOf(before, patch);
      if (Object.keys(changes).length === 0) return before;
      const after = await this.profiles.update(userId, patch);
      await this.events.emit(new ProfileUpdated(userId, userId, changes));
      return after;
    });
  }

  /** The profile with this e-mail address, made when there is none; `id` counts only then. Joins the caller's transaction. */
  findOrCreate(email: string, id?: string): Promise<{ id: string; created: boolean }> {
    return this.profiles.findOrCreate(email, id);
  }
}
