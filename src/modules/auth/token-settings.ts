import type { Env } from '../../config/env.js';

/** Whose tokens are accepted, and how they are checked. */
export interface TokenSettings {
  issuer: string;
  audience: string;
  /** Where the issuer's public keys are; null: it has none. */
  keySetUrl: string | null;
  /** Secret of HS256 tokens; null: they are refused. */
  legacySecret: string | null;
}

/** null: no auth server is configured. Throws when what is set does not add up. */
export function tokenSettingsOf(env: Env): TokenSettings | null {
  const { AUTH_LEGACY_SECRET: legacySecret = null, AUTH_JWT_AUDIENCE: audience } = env;
  const base = env.SUPABASE_URL === undefined ? null : `${env.SUPABASE_URL.replace(/\/+$/, '')}/auth/v1`;
  const issuer = env.AUTH_JWT_ISSUER ?? base;
  const keySetUrl = env.AUTH_JWKS_URL ?? (base === null ? null : `${base}/.well-known/jwks.json`);
  if (issuer === null) {
    if (keySetUrl === null && legacySecret === null) return null;
    throw new Error('AUTH_JWKS_URL and AUTH_LEGACY_SECRET need AUTH_JWT_ISSUER or SUPABASE_URL');
  }
  if (keySetUrl === null && legacySecret === null) {
    throw new Error('AUTH_JWT_ISSUER needs AUTH_JWKS_URL or AUTH_LEGACY_SECRET');
  }
  return { issuer, audience, keySetUrl, legacySecret };
}
