import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';

/** `classes.txt`: a class a line, in the order of their numbers. */
export const classList = (classes: readonly string[]): ArchiveEntry =>
  entryOf('classes.txt', Buffer.from(classes.map((name) => `${name.replace(/[\r\n]+/g, ' ')}\n`).join('')));
