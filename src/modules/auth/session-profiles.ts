import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { Env } from '../../config/env.js';
import { CreditsService } from '../credits/credits.service.js';
import { ProfileAccess } from '../profiles/profile-access.js';
import type { TokenUser } from './token-claims.js';

/** The profile behind a session; made, with its credit account, when its user first comes. */
@Injectable()
export class SessionProfiles {
  constructor(
    private readonly em: EntityManager,
    private readonly env: Env,
    private readonly access: ProfileAccess,
    private readonly credits: CreditsService,
  ) {}

  /** null: suspended or deleted here, whatever the auth server says. The role is the profile's. */
  async userOf({ id, email, issuedAt }: TokenUser): Promise<AuthUser | null> {
    const profile = (await this.access.find(id)) ?? (await this.create(id, email));
    if (profile.blocked) return null;
    if (email !== null && email !== profile.email) await this.access.claimEmail(id, email, issuedAt);
    return { id, role: profile.role, scopes: null };
  }

  /** Any number of first requests at once make one profile, one account and one bonus. */
  private create(id: string, email: string | null) {
    return this.em.transactional(async () => {
      await this.access.create(id, email);
      await this.credits.openAccount(id, this.env.SIGNUP_CREDITS);
      return this.access.mustFind(id);
    });
  }
}
