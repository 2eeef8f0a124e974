import { fillPath, kindsIn, missingIds, ownPath, type ResourceIds, type ResourceKind } from './resources.js';

/** Where a request of the authorisation matrix goes. */
export interface Target {
  name: string;
  path: string;
  /** True: all that the path names is the caller's own and belongs together. */
  own: boolean;
  /** The same path with ids that nobody has in the place of foreign ones: both must be answered alike. */
  twin?: string;
}

interface Belongings {
  own: ResourceIds;
  foreign: ResourceIds;
  /** More of the caller's own, none of it related to `own`. */
  ownOther: ResourceIds;
}

/**
 * Every way to mix own, foreign and missing ids in a path: foreign child under own parent, own child under a foreign
 * parent, own child under the wrong one of the own parents.
 */
export function targetsOf(path: string, { own, foreign, ownOther }: Belongings): Target[] {
  const kinds = kindsIn(path);
  const targets: Target[] = [{ name: 'own', path: ownPath(path, own), own: true }];
  if (kinds.length === 0) return targets;
  const missing = missingIds();
  const fill = (choose: (kind: ResourceKind, index: number) => string): string => fillPath(path, kinds.map(choose));
  const last = kinds.length - 1;
  targets.push({ name: 'missing', path: fill((kind) => missing[kind]), own: false });

  // every mix with something foreign, as the bits of a number
  for (let mix = 1; mix < 2 ** kinds.length; mix++) {
    const isForeign = (index: number): boolean => (mix & (1 << index)) !== 0;
    targets.push({
      name: kinds.map((kind, index) => `${isForeign(index) ? 'foreign' : 'own'} ${kind}`).join('/'),
      path: fill((kind, index) => (isForeign(index) ? foreign[kind] : own[kind])),
      twin: fill((kind, index) => (isForeign(index) ? missing[kind] : own[kind])),
      own: false,
    });
  }
  if (last > 0) {
    targets.push({
      name: `own ${kinds[last]} under another own parent`,
      path: fill((kind, index) => (index === last ? own[kind] : ownOther[kind])),
      twin: fill((kind, index) => (index === last ? missing[kind] : ownOther[kind])),
      own: false,
    });
  }
  return targets;
}
