import { createHash } from 'node:crypto';
import { isSafePath } from '../archive/archive-entry.js';
import type { ArchiveMember } from '../reading/archive-member.js';
import { archiveMembers, NoArchive } from '../reading/archive-members.js';
import type { ByteSource } from '../reading/byte-source.js';
import { scratchOf, type Scratch } from '../reading/scratch.js';
import { isShard, shardPictures } from '../reading/shard-pictures.js';
import type { Findings } from './findings.js';

export const DOCUMENTS = ['SHA256SUMS', 'manifest.jsonl'] as const;
type DocumentName = (typeof DOCUMENTS)[number];

interface Found {
  /** Hex. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/** What an archive really holds: a pass over all its bytes. Memory grows with the number of files, not with their size. */
export class Inventory {
  readonly files = new Map<string, Found>();
  /** Pictures inside shards, by the path of the shard and their name in it. */
  readonly inner = new Map<string, Found>();
  /** Whether all of it could be read: else what is not here may have been behind that place. */
  isWhole = true;
  private readonly documents = new Map<string, Scratch>();

  private constructor(
    private readonly source: ByteSource,
    private readonly findings: Findings,
  ) {}

  /** Throws NoArchive; all else that goes wrong is a finding. */
  static async of(source: ByteSource, findings: Findings): Promise<Inventory> {
    const inventory = new Inventory(source, findings);
    await inventory.walk();
    return inventory;
  }

  document(name: DocumentName): Scratch | undefined {
    return this.documents.get(name);
  }

  innerOf(path: string, member: string): Found | undefined {
    return this.inner.get(innerKey(path, member));
  }

  async close(): Promise<void> {
    for (const document of this.documents.values()) await document.close();
  }

  private async walk(): Promise<void> {
    let last = '';
    try {
      for await (const member of archiveMembers(this.source)) {
        last = member.path;
        if (member.kind === 'folder' && isSafePath(member.path.slice(0, -1))) continue;
        if (!isSafePath(member.path)) this.findings.add('unsafe path', member.path);
        if (member.kind !== 'file') this.findings.add('not a file', member.path);
        else await this.take(member);
      }
    } catch (error) {
      if (error instanceof NoArchive) throw error;
      this.isWhole = false;
      this.findings.add('unreadable', last === '' ? 'archive' : `behind ${last}`, messageOf(error));
    }
  }

  private async take(member: ArchiveMember): Promise<void> {
    if (this.files.has(member.path)) return this.findings.add('twice', member.path);
    try {
      const document = DOCUMENTS.some((name) => name === member.path);
      const fits = member.size <= this.source.size; // never unpack more than came
      const found =
        fits && (document || isShard(member.path)) ? await this.keep(member, document) : await digest(member);
      this.files.set(member.path, found);
    } catch (error) {
      this.files.set(member.path, { sha256: '', size: member.size });
      this.findings.add('damaged', member.path, messageOf(error));
    }
  }

  private async keep({ path, body }: ArchiveMember, document: boolean): Promise<Found> {
    const scratch = await scratchOf(body);
    try {
      if (document) this.documents.set(path, scratch);
      else
        for await (const { name, size, sha256 } of shardPictures(path, scratch))
          this.inner.set(innerKey(path, name), { size, sha256 });
    } catch (error) {
      this.findings.add('unreadable', path, messageOf(error));
    } finally {
      if (!document) await scratch.close();
    }
    return { size: scratch.size, sha256: scratch.sha256 };
  }
}

async function digest({ body }: ArchiveMember): Promise<Found> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: hash.digest('hex'), size };
}

const innerKey = (path: string, member: string): string => `${path}\0${member}`;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
