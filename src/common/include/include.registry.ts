import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../auth/auth-user.js';
import type { Scope } from '../auth/scopes.js';
import { InsufficientScope, ValidationFailed } from '../problem/problems.js';

/** Children embedded per parent; the rest is read through the child's own list. */
export const MAX_INCLUDED = 20;

/** What a parent's answer embeds under the relation's name: newest first, or one object for a to-one relation. */
export interface Included {
  data: unknown;
  /** There are more than MAX_INCLUDED. */
  has_more: boolean;
}

/** A relation that the child's module offers on the parent's answers. */
export interface Relation {
  /** Resource name of the parent, as in its path: `projects`. */
  parent: string;
  /** Name in `?include=` and of the member in the answer. */
  name: string;
  /** What a key must be allowed to do for the child's own list. */
  scope: Scope;
  /** ONE statement for all parents, filtered by the user; a parent that is absent from the map has no children. */
  load(user: AuthUser, parentIds: readonly string[]): Promise<ReadonlyMap<string, Included>>;
}

const NOTHING: Included = { data: [], has_more: false };

/** Lets a parent's controller embed children of modules that it does not know. Owners register when their module starts. */
@Injectable()
export class IncludeRegistry {
  private readonly relations = new Map<string, Relation>();

  register(relation: Relation): void {
    const key = keyOf(relation.parent, relation.name);
    if (this.relations.has(key)) throw new Error(`relation ${key} is registered twice`);
    this.relations.set(key, relation);
  }

  /** Names that `parent` can include, sorted. */
  namesOf(parent: string): string[] {
    return [...this.relations.values()]
      .flatMap((relation) => (relation.parent === parent ? [relation.name] : []))
      .toSorted();
  }

  /**
   * Copies of the items with their relations as further members; the items themselves when nothing is asked for.
   * @throws ValidationFailed for a name that the parent does not have, and InsufficientScope for one that the key may not
   * read, both before any statement runs
   */
  async embed<T extends { id: string }>(
    parent: string,
    user: AuthUser,
    names: readonly string[] | undefined,
    items: readonly T[],
  ): Promise<T[]> {
    const relations = (names ?? []).map((name) => this.find(parent, name));
    const missing = relations.map(({ scope }) => scope).filter((scope) => user.scopes?.has(scope) === false);
    if (missing.length > 0) throw new InsufficientScope(missing);
    if (relations.length === 0 || items.length === 0) return [...items];
    const ids = items.map(({ id }) => id);
    const loaded = new Map<string, ReadonlyMap<string, Included>>();
    for (const relation of relations) loaded.set(relation.name, await relation.load(user, ids));
    return items.map((item) => this.extend(item, loaded));
  }

  private extend<T extends { id: string }>(item: T, loaded: ReadonlyMap<string, ReadonlyMap<string, Included>>): T {
    const copy = Object.defineProperties({ ...item }, Object.getOwnPropertyDescriptors(item));
    for (const [name, byParent] of loaded) Reflect.set(copy, name, byParent.get(item.id) ?? NOTHING);
    return copy;
  }

  private find(parent: string, name: string): Relation {
    const relation = this.relations.get(keyOf(parent, name));
    if (relation) return relation;
    throw ValidationFailed.parameter(
      'include',
      'unknown-include',
      `must be one of ${this.namesOf(parent).join(', ')}, or several of them with commas between`,
    );
  }
}

const keyOf = (parent: string, name: string): string => `${parent}.${name}`;
