import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Env } from '../../../config/env.js';

/** Signs what a link without credentials lets its bearer do. Without LINK_SECRET its links end with the process. */
export class LinkSigner {
  private readonly secret: string | Buffer;

  /** `purpose`: links for another one are refused. */
  constructor(
    { LINK_SECRET }: Env,
    private readonly purpose: string,
  ) {
    this.secret = LINK_SECRET ?? randomBytes(32);
  }

  /** Goes into a query as it is. Claims without dots; `subject` is not in the token. */
  sign(subject: string, claims: readonly string[], expires: Date): string {
    const signed = [...claims, Math.floor(expires.getTime() / 1000)].join('.');
    return `${signed}.${this.signature(subject, signed).toString('base64url')}`;
  }

  /** The claims, of which there are `count`; null: not ours, for another subject, or expired. */
  verify(subject: string, token: string, count: number, now: Date): string[] | null {
    const parts = token.split('.');
    const claims = parts.slice(0, count);
    const [expires = '', signature = '', ...rest] = parts.slice(count);
    const expected = this.signature(subject, [...claims, expires].join('.'));
    const given = Buffer.from(signature, 'base64url');
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return Number(expires) * 1000 > now.getTime() ? claims : null;
  }

  private signature(subject: string, claims: string): Buffer {
    return createHmac('sha256', this.secret).update(`${this.purpose}.${subject}.${claims}`).digest();
  }
}
