import { array, assert, asyncProperty, integer, json, record, string } from 'fast-check';
import type { AuthUser } from '../../common/auth/auth-user.js';
import { accountJson } from './account-export.js';
import { AccountRegistry, type AccountPart } from './account-registry.js';

const user: AuthUser = { id: 'u1', role: 'user', scopes: null };

const partOf = (name: string, order: number, values: object[]): AccountPart => ({
  name,
  order,
  async *items() {
    yield* values;
  },
});

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(pieces)).join('');
}

describe('the export of an account', () => {
  it('is one JSON object with every item of every part, in their order', async () => {
    const parts = array(record({ a: string(), b: integer(), c: json() }), { maxLength: 5 });
    await assert(
      asyncProperty(parts, parts, async (first, second) => {
        const all = [partOf('first', 1, first), { name: 'silent', order: 2 }, partOf('second', 3, second)];
        const text = await textOf(accountJson({ profile: { id: 'u1' } }, all, user));
        expect(JSON.parse(text)).toEqual({ profile: { id: 'u1' }, first, second });
      }),
    );
  });

  it('reads on only as fast as it is taken, and holds little', async () => {
    let read = 0;
    const part: AccountPart = {
      name: 'many',
      order: 1,
      async *items() {
        for (; read < 10_000; read++) yield { text: 'x'.repeat(1_000) };
      },
    };
    const pieces = accountJson({ profile: {} }, [part], user);
    const lengths: number[] = [];
    for await (const piece of pieces) {
      lengths.push(piece.length);
      expect(read).toBeLessThanOrEqual(lengths.length * 17);
    }
    expect(read).toBe(10_000);
    expect(Math.max(...lengths)).toBeLessThan(18_000);
  });
});

describe('AccountRegistry', () => {
  it('keeps parts in order and refuses a second one of a name', () => {
    const registry = new AccountRegistry();
    registry.register(partOf('b', 2, []));
    registry.register(partOf('a', 1, []));
    expect(registry.all().map(({ name }) => name)).toEqual(['a', 'b']);
    expect(() => registry.register(partOf('a', 3, []))).toThrow('twice');
  });
});
