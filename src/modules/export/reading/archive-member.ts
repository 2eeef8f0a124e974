/** What an archive says that it holds. */
export interface ArchiveMember {
  /** As the archive spells it: it may be anything. */
  path: string;
  kind: 'file' | 'folder' | 'other';
  /** Bytes when unpacked. */
  size: number;
  /**
   * To be read before the next member is asked for, or never; a piece is valid until the next is asked for. Throws when the
   * archive is damaged here.
   */
  body: AsyncIterable<Uint8Array>;
}
