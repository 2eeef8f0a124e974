import { EntityManager, MikroORM, RequestContext } from '@mikro-orm/postgresql';
import type { INestApplicationContext } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { ALL_SCOPES, USER_SCOPES } from './common/auth/scopes.js';
import { isUuid } from './common/validation/uuid.js';
import { Env } from './config/env.js';
import { CreditsService } from './modules/credits/credits.service.js';
import { AdminProfilesService } from './modules/profiles/admin-profiles.service.js';
import { ApiKeysService } from './modules/profiles/api-keys.service.js';
import { ProfilesService } from './modules/profiles/profiles.service.js';

const KEY_NAME = 'bootstrap';

export interface FirstUser {
  user_id: string;
  email: string;
  /** Known only now. */
  api_key: string;
}

/**
 * A profile with the sign-up bonus and one key that may do all that a user may, or an administrator. Repeated with the
 * same e-mail address it keeps profile and credits, replaces the key that it made before, and never takes a role away.
 * Throws for a bad address or id.
 */
export async function createFirstUser(
  context: INestApplicationContext,
  { email: address, id, admin = false }: { email: string; id?: string | undefined; admin?: boolean | undefined },
): Promise<FirstUser> {
  const email = address.trim().toLowerCase();
  if (!isEmail(email, { require_tld: false })) throw new Error(`${address} is not an e-mail address`);
  if (id !== undefined && !isUuid(id)) throw new Error(`${String(id)} is not a UUID`);
  const profiles = context.get(ProfilesService, { strict: false });
  const admins = context.get(AdminProfilesService, { strict: false });
  const credits = context.get(CreditsService, { strict: false });
  const keys = context.get(ApiKeysService, { strict: false });
  const bonus = context.get(Env, { strict: false }).SIGNUP_CREDITS;

  return RequestContext.create(context.get(MikroORM, { strict: false }).em, () =>
    context.get(EntityManager, { strict: false }).transactional(async () => {
      const profile = await profiles.findOrCreate(email, id?.toLowerCase());
      await credits.openAccount(profile.id, bonus);
      const role = admin ? (await admins.change(profile.id, { role: 'admin' })).role : 'user';
      await keys.revokeAll(profile.id, { name: KEY_NAME });
      const scopes = role === 'admin' ? ALL_SCOPES : USER_SCOPES;
      const { key } = await keys.issue(profile.id, { name: KEY_NAME, scopes, expires_at: null });
      return { user_id: profile.id, email, api_key: key };
    }),
  );
}
