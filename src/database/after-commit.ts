import { AsyncLocalStorage } from 'node:async_hooks';

const deferred = new AsyncLocalStorage<(() => void)[]>();

/**
 * Runs `transaction`, and once it has committed what was left with `afterCommit` meanwhile; nothing of that when it throws.
 * For a transaction around code that believes its own to be the outermost.
 */
export async function withAfterCommit<T>(transaction: () => Promise<T>): Promise<T> {
  const works: (() => void)[] = [];
  const result = await deferred.run(works, transaction);
  for (const work of works) work();
  return result;
}

/** For what must see the caller's changes from outside, such as a bell: now, or when the transaction around it commits. */
export function afterCommit(work: () => void): void {
  const works = deferred.getStore();
  if (works) works.push(work);
  else work();
}
