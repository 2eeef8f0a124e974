import { ReplyMemory } from './reply-memory.js';

const page = (next: string) => ({ items: [], next });

describe('ReplyMemory', () => {
  it('keeps a page for its time', () => {
    let now = 0;
    const memory = new ReplyMemory(1_000, () => now);
    expect(memory.get('a')).toBeNull();
    expect(memory.keep('a', page('2'))).toEqual(page('2'));
    now = 999;
    expect(memory.get('a')).toEqual(page('2'));
    now = 1_000;
    expect(memory.get('a')).toBeNull();
  });

  it('forgets the oldest of more than 200', () => {
    const memory = new ReplyMemory(1_000, () => 0);
    for (let i = 0; i < 200; i += 1) memory.keep(String(i), page(String(i)));
    memory.keep('0', page('new'));
    memory.keep('200', page('200'));
    expect(memory.get('1')).toBeNull();
    expect(memory.get('0')).toEqual(page('new'));
    expect(memory.get('2')).toEqual(page('2'));
  });
});
