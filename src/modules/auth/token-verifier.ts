import { Injectable } from '@nestjs/common';
import { errors, jwtVerify, type CryptoKey, type JWTHeaderParameters } from 'jose';
import { Problem } from '../../common/problem/problem.js';
import { Env } from '../../config/env.js';
import { KeySetCache } from './key-set-cache.js';
import { KeySetSource } from './key-set-source.js';
import { tokenUserOf, type TokenUser } from './token-claims.js';
import { tokenSettingsOf, type TokenSettings } from './token-settings.js';

/** Seconds by which the clocks of the auth server and of this machine may differ. */
const LEEWAY = 30;
const PUBLIC_KEY_ALGORITHMS = ['ES256', 'RS256'];

/** Checks tokens of the configured auth server: signature, issuer, audience, expiry, and that a user has signed in. */
@Injectable()
export class TokenVerifier {
  private readonly settings: TokenSettings | null;
  private readonly keys: KeySetCache | null;
  private readonly legacyKey: Uint8Array | null;

  constructor(env: Env, source: KeySetSource) {
    this.settings = tokenSettingsOf(env);
    const { keySetUrl = null, legacySecret = null } = this.settings ?? {};
    this.keys =
      keySetUrl === null
        ? null
        : new KeySetCache(
            () => source.load(keySetUrl),
            () => source.now(),
          );
    this.legacyKey = legacySecret === null ? null : new TextEncoder().encode(legacySecret);
  }

  /** null: refused, whatever the reason. @throws ServiceUnavailable while the auth server's keys cannot be had */
  async verify(token: string): Promise<TokenUser | null> {
    if (!this.settings) return null;
    const { issuer, audience } = this.settings;
    try {
      const { payload } = await jwtVerify(token, (header) => this.keyFor(header), {
        algorithms: [...PUBLIC_KEY_ALGORITHMS, ...(this.legacyKey ? ['HS256'] : [])],
        issuer,
        audience,
        requiredClaims: ['exp', 'sub'],
        clockTolerance: LEEWAY,
      });
      return tokenUserOf(payload);
    } catch (error) {
      if (error instanceof Problem) throw error;
      return null; // malformed tokens and keys throw all sorts of errors; none of them is a reason to accept
    }
  }

  /**
   * A public key only ever checks the algorithm of its own kind, and the secret only HS256: who signs with a public key
   * as if it were the secret finds nothing that would agree.
   */
  private async keyFor(header: JWTHeaderParameters): Promise<CryptoKey | Uint8Array> {
    if (header.alg !== 'HS256') return this.publicKeyFor(header);
    if (!this.legacyKey) throw new errors.JOSEAlgNotAllowed('no legacy secret is configured');
    if (header.kid !== undefined && (await this.keys?.has(header.kid)))
      throw new errors.JOSEAlgNotAllowed('the key id belongs to a public key');
    return this.legacyKey;
  }

  private async publicKeyFor(header: JWTHeaderParameters): Promise<CryptoKey> {
    if (!this.keys) throw new errors.JOSEAlgNotAllowed('no public keys are configured');
    return this.keys.find(header);
  }
}
