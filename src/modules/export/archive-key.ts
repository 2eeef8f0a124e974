const MANIFEST = '.manifest.jsonl';

/** What names the archives of an export job. */
export interface ArchiveOwner {
  projectId: string;
  exportJobId: string;
  extension: string;
}

/** Each run writes under a key of its own, so a run that lost its claim can never replace the archive of another. */
export const archiveKey = (owner: ArchiveOwner, fence: number): string => `${stem(owner, fence)}.${owner.extension}`;

/** The manifest lies beside the archive. */
export const manifestKey = (owner: Omit<ArchiveOwner, 'extension'>, fence: number): string =>
  `${stem(owner, fence)}${MANIFEST}`;

/** The manifest's key by that of its archive. */
export const manifestBeside = (key: string): string => key.replace(/\.[^./]+$/, MANIFEST);

/** The keys of all runs so far. */
export const archiveKeys = (owner: ArchiveOwner, fence: number): string[] =>
  Array.from({ length: fence }, (_, run) => [archiveKey(owner, run + 1), manifestKey(owner, run + 1)]).flat();

const stem = ({ projectId, exportJobId }: Omit<ArchiveOwner, 'extension'>, fence: number): string =>
  `exports/${projectId}/${exportJobId}-${fence}`;
