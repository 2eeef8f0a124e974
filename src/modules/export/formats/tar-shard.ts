import type { ArchiveEntry } from '../archive/archive-entry.js';
import type { Spool } from '../archive/spool.js';
import { TAR_END, tarHeader, tarPadding } from '../archive/tar-header.js';

/** A tar file that is written before it goes into an archive. */
export class TarShard {
  constructor(private readonly spool: Spool) {}

  async add(path: string, bytes: Uint8Array): Promise<void> {
    await this.spool.write(tarHeader(path, bytes.length));
    await this.spool.write(bytes);
    await this.spool.write(tarPadding(bytes.length));
  }

  async finish(path: string): Promise<ArchiveEntry> {
    await this.spool.write(TAR_END);
    return this.spool.entry(path);
  }

  async close(): Promise<void> {
    await this.spool.close();
  }
}
