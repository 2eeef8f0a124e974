import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { isApiKey } from '../profiles/api-key-secret.js';
import { ApiKeyVerifier } from '../profiles/api-key-verifier.js';
import { AuthStrategy } from './auth-strategy.js';
import type { Credential } from './credential.js';

/** `pxc_…` keys; a wrong checksum never reaches the database. */
@Injectable()
export class ApiKeyStrategy extends AuthStrategy {
  constructor(private readonly keys: ApiKeyVerifier) {
    super();
  }

  recognises(secret: string): boolean {
    return isApiKey(secret);
  }

  authenticate({ secret, ip }: Credential): Promise<AuthUser | null> {
    return this.keys.verify(secret, ip);
  }
}
