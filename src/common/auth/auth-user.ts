import type { FastifyRequest } from 'fastify';

/** Who calls. Set by the auth guard on every route that is not public. */
export interface AuthUser {
  /** Profile id. */
  id: string;
  role: 'user' | 'admin';
  /** Scopes of the API key; null for a session, which may do all that its user may. */
  scopes: ReadonlySet<string> | null;
  /** The API key, when one was used. */
  keyId?: string;
  /** Requests a minute of that key; null: the default. */
  rateLimit?: number | null;
  /** When that key expires; null: never. */
  keyExpiresAt?: string | null;
}

export type AuthRequest = FastifyRequest & { user?: AuthUser };
