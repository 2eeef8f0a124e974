/** What the stored formats are called outside. */
const FORMATS: Readonly<Record<string, { mediaType: string; extension: string }>> = {
  jpeg: { mediaType: 'image/jpeg', extension: 'jpg' },
  png: { mediaType: 'image/png', extension: 'png' },
  webp: { mediaType: 'image/webp', extension: 'webp' },
  gif: { mediaType: 'image/gif', extension: 'gif' },
  avif: { mediaType: 'image/avif', extension: 'avif' },
};

export const IMAGE_FORMATS = Object.keys(FORMATS);

/** Media type and file name extension (no dot) of a stored format. */
export function formatNames(format: string): { mediaType: string; extension: string } {
  return FORMATS[format] ?? { mediaType: 'application/octet-stream', extension: 'bin' };
}
