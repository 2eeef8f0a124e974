import { Injectable } from '@nestjs/common';
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Env } from '../../config/env.js';

/** What a link lets its bearer read. */
export interface DownloadGrant {
  projectId: string;
  userId: string;
  exportId: string;
}

/** Signed links to archives, which work without credentials until they expire. */
@Injectable()
export class DownloadLinks {
  private readonly secret: string | Buffer;

  constructor({ LINK_SECRET }: Env) {
    this.secret = LINK_SECRET ?? randomBytes(32);
  }

  /** Goes into a query as it is. */
  sign({ projectId, userId, exportId }: DownloadGrant, expires: Date): string {
    const claims = [userId, exportId, Math.floor(expires.getTime() / 1000)].join('.');
    return `${claims}.${this.signature(projectId, claims).toString('base64url')}`;
  }

  /** null: not ours, for another project, or expired. */
  verify(projectId: string, token: string, now: Date): DownloadGrant | null {
    const [userId = '', exportId = '', expires = '', signature = '', ...rest] = token.split('.');
    const expected = this.signature(projectId, `${userId}.${exportId}.${expires}`);
    const given = Buffer.from(signature, 'base64url');
    if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
    return Number(expires) * 1000 > now.getTime() ? { projectId, userId, exportId } : null;
  }

  private signature(projectId: string, claims: string): Buffer {
    return createHmac('sha256', this.secret).update(`dataset-download.${projectId}.${claims}`).digest();
  }
}
