import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { LinkSigner } from '../export/links/link-signer.js';

/** What a link lets its bearer read. */
export interface DownloadGrant {
  projectId: string;
  userId: string;
  exportId: string;
}

/** Signed links to archives, which work without credentials until they expire. */
@Injectable()
export class DownloadLinks {
  private readonly signer: LinkSigner;

  constructor(env: Env) {
    this.signer = new LinkSigner(env, 'dataset-download');
  }

  /** Goes into a query as it is. */
  sign({ projectId, userId, exportId }: DownloadGrant, expires: Date): string {
    return this.signer.sign(projectId, [userId, exportId], expires);
  }

  /** null: not ours, for another project, or expired. */
  verify(projectId: string, token: string, now: Date): DownloadGrant | null {
    const [userId, exportId] = this.signer.verify(projectId, token, 2, now) ?? [];
    return userId !== undefined && exportId !== undefined ? { projectId, userId, exportId } : null;
  }
}
