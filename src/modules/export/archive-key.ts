/** What names the archives of an export job. */
export interface ArchiveOwner {
  projectId: string;
  exportJobId: string;
  extension: string;
}

/** Each run writes under a key of its own, so a run that lost its claim can never replace the archive of another. */
export const archiveKey = ({ projectId, exportJobId, extension }: ArchiveOwner, fence: number): string =>
  `exports/${projectId}/${exportJobId}-${fence}.${extension}`;

/** The keys of all runs so far. */
export const archiveKeys = (owner: ArchiveOwner, fence: number): string[] =>
  Array.from({ length: fence }, (_, run) => archiveKey(owner, run + 1));
