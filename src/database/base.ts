import { p } from '@mikro-orm/core';
import { randomUUIDv7 } from 'node:crypto';

/** Columns shared by every table. The hooks run on flush only; SQL, query builder and nativeUpdate write them themselves. */
export const base = {
  id: p
    .uuid()
    .primary()
    .onCreate(() => randomUUIDv7()),
  createdAt: p
    .datetime()
    .onCreate(() => new Date())
    .defaultRaw('now()'),
  updatedAt: p
    .datetime()
    .onCreate(() => new Date())
    .onUpdate(() => new Date())
    .defaultRaw('now()'),
};
