/** Pictures at a time in one child: one decodes while the other travels. */
const PICTURES_PER_CHILD = 2;

export interface Candidate {
  /** It is ready and not about to be replaced. */
  usable: boolean;
  /** Pictures that it has now. */
  load: number;
  /** One of them is under suspicion. */
  hasSuspect: boolean;
}

/**
 * The least busy child with room. A suspect, a picture that has already cost a child, shares one with nobody: a second
 * crash then names the culprit, and an innocent neighbour is never blamed.
 */
export function chooseChild<T extends Candidate>(children: Iterable<T>, isSuspect: boolean): T | undefined {
  const room = isSuspect ? 1 : PICTURES_PER_CHILD;
  return [...children]
    .filter((child) => child.usable && !child.hasSuspect && child.load < room)
    .sort((a, b) => a.load - b.load)[0];
}
