import type { AuthUser } from '../../common/auth/auth-user.js';
import type { Credential } from './credential.js';

/** One kind of credential. Another kind is another class, listed in AuthModule. */
export abstract class AuthStrategy {
  /** Whether the secret has this kind's form; decided without input or output. */
  abstract recognises(secret: string): boolean;

  /** null: refused, whatever the reason. */
  abstract authenticate(credential: Credential): Promise<AuthUser | null>;
}

/** The kinds of credentials that the guard tries, in this order; the first that recognises a secret decides. */
export class AuthStrategies {
  constructor(readonly all: readonly AuthStrategy[]) {}
}
