import { HostSlots } from './host-slots.js';
import { Semaphore } from './semaphore.js';

describe('Semaphore', () => {
  it('grants in the order of asking, and a double release counts once', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire();
    const order: number[] = [];
    const waiting = [1, 2, 3].map(async (n) => {
      const done = await semaphore.acquire();
      order.push(n);
      done();
      done();
    });
    expect(semaphore.idle).toBe(false);
    release();
    release();
    await Promise.all(waiting);
    expect(order).toEqual([1, 2, 3]);
    expect(semaphore.idle).toBe(true);
    const [a, b] = [await semaphore.acquire(), semaphore.acquire()];
    const second = await Promise.race([b.then(() => 'granted'), Promise.resolve('waits')]);
    expect(second).toBe('waits');
    a();
    (await b)();
  });

  it('an aborted waiter leaves, the one behind it is served', async () => {
    const semaphore = new Semaphore(1);
    const release = await semaphore.acquire();
    const abort = new AbortController();
    const first = semaphore.acquire(abort.signal);
    const second = semaphore.acquire();
    abort.abort(new Error('gone'));
    await expect(first).rejects.toThrow('gone');
    release();
    (await second)();
    expect(semaphore.idle).toBe(true);
    await expect(semaphore.acquire(AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
    expect(semaphore.idle).toBe(true);
  });
});

describe('HostSlots', () => {
  it('forgets hosts that nobody uses', async () => {
    const slots = new HostSlots(1);
    const release = await slots.acquire('a');
    const abort = new AbortController();
    const stuck = slots.acquire('a', abort.signal);
    expect(slots.activeHosts).toBe(1);
    abort.abort(new Error('stop'));
    await expect(stuck).rejects.toThrow('stop');
    expect(slots.activeHosts).toBe(1);
    release();
    expect(slots.activeHosts).toBe(0);
    (await slots.acquire('c'))();
    expect(slots.activeHosts).toBe(0);
  });
});
