import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { LinkSigner } from './link-signer.js';

/** Signed links to the file of one export, which work without credentials until they expire. */
@Injectable()
export class ExportLinks {
  private readonly signer: LinkSigner;

  constructor(env: Env) {
    this.signer = new LinkSigner(env, 'export-download');
  }

  /** `userId`: whose export it is. */
  sign(exportId: string, userId: string, expires: Date): string {
    return this.signer.sign(exportId, [userId], expires);
  }

  /** Whose export it is; null: not ours, for another export, or expired. */
  verify(exportId: string, token: string, now: Date): string | null {
    return this.signer.verify(exportId, token, 1, now)?.[0] ?? null;
  }
}
