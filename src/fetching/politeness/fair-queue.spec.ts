import * as fc from 'fast-check';
import { FairQueue } from './fair-queue.js';

const drained = (queue: FairQueue<string>): string[] => Array.from({ length: queue.size }, () => queue.shift()!);

describe('turns', () => {
  it('go round users, then round the jobs of each, in order within a job', () => {
    const queue = new FairQueue<string>();
    for (const item of ['a1', 'a2', 'a3', 'a4']) queue.push(['ann', 'a'], item);
    for (const item of ['b1', 'b2']) queue.push(['ann', 'b'], item);
    for (const item of ['c1', 'c2']) queue.push(['bob', 'c'], item);
    expect(drained(queue)).toEqual(['a1', 'c1', 'b1', 'c2', 'a2', 'b2', 'a3', 'a4']);
    expect(queue.shift()).toBeUndefined();
  });

  it('those without a name come first come first served', () => {
    const queue = new FairQueue<string>();
    for (const item of ['1', '2', '3']) queue.push([], item);
    expect(drained(queue)).toEqual(['1', '2', '3']);
  });

  it('whoever leaves is forgotten, and nobody else', () => {
    const queue = new FairQueue<string>();
    queue.push(['ann', 'a'], 'x');
    queue.push(['ann', 'a'], 'y');
    expect([queue.remove(['ann', 'b'], 'x'), queue.remove(['ann', 'a'], 'x'), queue.remove(['ann', 'a'], 'x')]).toEqual(
      [false, true, false],
    );
    expect(drained(queue)).toEqual(['y']);
  });

  it('nothing is lost or doubled, and a user with few items waits for at most one item of each other user', () => {
    const arrivals = fc.array(fc.tuple(fc.constantFrom('u', 'v', 'w'), fc.constantFrom('1', '2')), { maxLength: 60 });
    fc.assert(
      fc.property(arrivals, (pushes) => {
        const queue = new FairQueue<string>();
        pushes.forEach(([user, job], i) => queue.push([user, job], `${user}${job}-${i}`));
        const order = drained(queue);
        expect(order.toSorted()).toEqual(pushes.map(([user, job], i) => `${user}${job}-${i}`).toSorted());
        const users = order.map((item) => item[0]);
        const left = new Map<string | undefined, number>();
        for (const user of users) left.set(user, (left.get(user) ?? 0) + 1);
        users.forEach((user, i) => {
          left.set(user, (left.get(user) ?? 0) - 1);
          const next = users[i + 1];
          const others = [...left].some(([name, count]) => name !== user && count > 0);
          expect(next === user && others).toBe(false);
        });
      }),
    );
  });
});
