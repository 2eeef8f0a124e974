/** What the stored bytes keep of what a file says about itself; the pixels never change. docs/pictures.md has the lists. */
export const METADATA_MODES = ['keep', 'strip_location', 'strip'] as const;
export type MetadataMode = (typeof METADATA_MODES)[number];

/** The container is not built as its format says, so nobody can say what it would still tell. */
export class Unreadable extends Error {}
