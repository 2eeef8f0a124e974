const WORDS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a file is in its way',
  EACCES: 'access is not permitted',
  EPERM: 'access is not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
};

/** What kept a file from being read or written, in words; else the error's own. */
export function fileTrouble(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error && WORDS[String(error.code)]) || error.message;
}
