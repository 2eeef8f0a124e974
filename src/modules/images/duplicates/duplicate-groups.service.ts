import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable } from '@nestjs/common';
import { DisjointSets } from './disjoint-sets.js';
import { GroupMembers, type Member } from './group-members.js';
import { keeperOf } from './keeper.js';
import { halvesOf } from './near-hash.js';
import { tyingPairs } from './near-pairs.js';

/**
 * Keeps the groups of near duplicates: everybody but the keeper points at the keeper. Both methods join the caller's
 * transaction or open one, and one project's groups change one after the other.
 */
@Injectable()
export class DuplicateGroups {
  constructor(
    private readonly em: EntityManager,
    private readonly members: GroupMembers,
  ) {}

  /** Take it before any lock on rows of images, when a group may have to be made anew. */
  lock(projectId: string): Promise<void> {
    return this.members.lock(projectId);
  }

  /** Puts the two of each pair into one group. Pictures that are gone meanwhile or take no part are passed over. */
  async tie(projectId: string, pairs: readonly (readonly [string, string])[]): Promise<void> {
    if (pairs.length === 0) return;
    await this.em.transactional(async () => {
      await this.members.lock(projectId);
      const known = await this.members.withKeepers([...new Set(pairs.flat())]);
      const moves = new Map<string, string>();
      const kept = new Map<string, null>();
      for (const keepers of merged(known, pairs)) {
        const keeper = keeperOf(keepers).id;
        kept.set(keeper, null);
        for (const { id } of keepers) if (id !== keeper) moves.set(id, keeper);
      }
      await this.members.join(moves);
      await this.members.assign(kept);
    });
  }

  /** Makes groups anew after a picture left them: they may have lost their keeper, or what held them together. */
  async rebuild(projectId: string, keepers: readonly string[]): Promise<void> {
    if (keepers.length === 0) return;
    await this.em.transactional(async () => {
      await this.members.lock(projectId);
      const left = await this.members.of(keepers);
      const sets = new DisjointSets(left.length);
      const pairs = await tyingPairs(left.map(({ phash, reach }) => ({ ...halvesOf(phash), reach })));
      for (const [a, b] of pairs) sets.union(a, b);
      const groups = Map.groupBy(left, (_, i) => sets.find(i));
      const assignment = new Map<string, string | null>();
      for (const group of groups.values()) {
        const keeper = keeperOf(group).id;
        for (const { id } of group) assignment.set(id, id === keeper ? null : keeper);
      }
      await this.members.assign(assignment);
    });
  }
}

/** The keepers of groups that the pairs make one, two or more each; a picture that was alone is its own keeper. */
function merged(known: readonly Member[], pairs: readonly (readonly [string, string])[]): Member[][] {
  const placeOf = new Map(known.map(({ id }, place) => [id, place]));
  // a keeper that goes with its deleted job is not known any more: what is left of its group counts by itself
  const groupOf = (id: string): number | undefined => {
    const place = placeOf.get(id);
    return place === undefined ? undefined : (placeOf.get(known[place]?.group ?? '') ?? place);
  };
  const sets = new DisjointSets(known.length);
  for (const [one, other] of pairs) {
    const [a, b] = [groupOf(one), groupOf(other)];
    if (a !== undefined && b !== undefined) sets.union(a, b);
  }
  const keepers = known.filter(({ id, group }) => id === group || !placeOf.has(group));
  const joined = Map.groupBy(keepers, ({ id }) => sets.find(placeOf.get(id) ?? 0));
  return [...joined.values()].filter(({ length }) => length > 1);
}
