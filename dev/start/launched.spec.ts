import { Launched } from './launched.js';

const never = new Promise<string>(() => {});

/** A part that writes down its end. */
const part = (name: string, ends: string[], ended = never) => ({
  ended,
  stop: async () => {
    ends.push(name);
  },
});

describe('Launched', () => {
  it('stops the latest first, and each once', async () => {
    const ends: string[] = [];
    const launched = new Launched();
    await launched.start(() => part('services', ends));
    await launched.start(() => part('api', ends));
    await launched.stop();
    await launched.stop();
    expect(ends).toEqual(['api', 'services']);
  });

  it('stops what was still starting, and starts nothing afterwards', async () => {
    const ends: string[] = [];
    const launched = new Launched();
    const { promise, resolve } = Promise.withResolvers<void>();
    const starting = launched.start(async () => {
      await promise;
      return part('services', ends);
    });
    const stopped = launched.stop();
    resolve();
    await Promise.all([starting, stopped]);
    expect(ends).toEqual(['services']);
    await expect(launched.start(() => part('api', ends))).rejects.toThrow('stopping');
  });

  it('goes on after a part that did not start', async () => {
    const ends: string[] = [];
    const launched = new Launched();
    await launched.start(() => part('services', ends));
    await expect(launched.start(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await launched.stop();
    expect(ends).toEqual(['services']);
  });

  it('names the part that ended by itself, but none that was asked to', async () => {
    const asked = new Launched();
    const endOnStop = Promise.withResolvers<string>();
    await asked.start(() => ({ ended: endOnStop.promise, stop: async () => endOnStop.resolve('api') }));
    await asked.stop();
    expect(await Promise.race([asked.failed, Promise.resolve('nobody')])).toBe('nobody');

    const crashed = new Launched();
    await crashed.start(() => part('api', [], Promise.resolve('api')));
    expect(await crashed.failed).toBe('api');
  });
});
