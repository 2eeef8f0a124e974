import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { EventBus } from '../../common/events/event-bus.js';
import { NotFound } from '../../common/problem/problems.js';
import { retryTransient } from '../../database/transient.js';
import { accountJson } from './account-export.js';
import { AccountRegistry } from './account-registry.js';
import { AdminProfilesService } from './admin-profiles.service.js';
import { ProfileDeleted } from './profile.events.js';
import { ProfileDto } from './profile.dto.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';

/** A user's account as a whole. */
@Injectable()
export class AccountService {
  constructor(
    private readonly em: EntityManager,
    private readonly registry: AccountRegistry,
    private readonly profiles: ProfilesService,
    private readonly rows: ProfilesRepository,
    private readonly admins: AdminProfilesService,
    private readonly events: EventBus,
  ) {}

  /** Everything that is kept of the user, as the text of one JSON object. @throws NotFound before the first piece */
  async export(user: AuthUser): Promise<AsyncGenerator<string>> {
    const profile = ProfileDto.from(await this.profiles.get(user.id));
    return accountJson({ exported_at: new Date(), profile }, this.registry.all(), user);
  }

  /**
   * Ends the user's work, hides what they own, forgets who they were. What the ledger says stays, under the profile's id.
   * One transaction: it happens whole or not at all. @throws NotFound, InvalidState for the only administrator
   */
  delete(userId: string): Promise<void> {
    return retryTransient(() =>
      this.em.transactional(async () => {
        const profile = await this.rows.find(userId);
        if (profile?.role === 'admin') await this.admins.mustNotBeLast(userId);
        if (!profile || !(await this.rows.findLocked(userId))) throw new NotFound('Profile');
        for (const part of this.registry.all()) await part.erase?.(userId);
        await this.rows.anonymise(userId);
        await this.events.emit(new ProfileDeleted(userId, userId));
      }),
    );
  }

  /** Gives up what requests that were under way made while their user's account was being deleted. */
  async eraseLeftovers(): Promise<void> {
    for (const id of await this.rows.recentlyDeleted()) {
      await retryTransient(() =>
        this.em.transactional(async () => {
          for (const part of this.registry.all()) await part.erase?.(id);
        }),
      );
    }
  }
}
