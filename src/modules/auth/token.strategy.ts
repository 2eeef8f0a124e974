import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { AuthStrategy } from './auth-strategy.js';
import type { Credential } from './credential.js';
import { SessionProfiles } from './session-profiles.js';
import { TokenVerifier } from './token-verifier.js';

/** Three parts of base64url, the middle one an object. */
const FORM = /^eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*$/;
const MAX_LENGTH = 8_192;

/** Access tokens of signed-in users, from the auth server. */
@Injectable()
export class TokenStrategy extends AuthStrategy {
  constructor(
    private readonly tokens: TokenVerifier,
    private readonly profiles: SessionProfiles,
  ) {
    super();
  }

  recognises(secret: string): boolean {
    return secret.length <= MAX_LENGTH && FORM.test(secret);
  }

  async authenticate({ secret }: Credential): Promise<AuthUser | null> {
    const user = await this.tokens.verify(secret);
    return user && this.profiles.userOf(user);
  }
}
