import { join, resolve } from 'node:path';

const PROJECT_DIR = resolve(import.meta.dirname, '..', '..');

/** Absolute path of something in this checkout. */
export function inProject(...parts: string[]): string {
  return join(PROJECT_DIR, ...parts);
}
