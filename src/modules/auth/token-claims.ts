import type { JWTPayload } from 'jose';
import { isUuid } from '../../common/validation/uuid.js';

/** What a session's token says about its user; roles and rights are none of it. */
export interface TokenUser {
  /** Lower case. */
  id: string;
  /** Lower case; null: the user has none, or it is no address. */
  email: string | null;
  /** When the token was issued; 0: it does not say. */
  issuedAt: Date;
}

const MAX_EMAIL = 320;

/** null for tokens that are not those of a signed-in user: of services, of anonymous users, or without a user id. */
export function tokenUserOf({ sub, role, is_anonymous, email, iat }: JWTPayload): TokenUser | null {
  if (role !== 'authenticated') return null;
  // anonymous users have the role as well; only an explicit false, or silence, says that this is none
  if (is_anonymous !== undefined && is_anonymous !== false) return null;
  if (typeof sub !== 'string' || !isUuid(sub)) return null;
  const address = typeof email === 'string' ? email.trim().toLowerCase() : '';
  const known = address.length <= MAX_EMAIL && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address);
  return { id: sub.toLowerCase(), email: known ? address : null, issuedAt: new Date((iat ?? 0) * 1_000) };
}
