import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupAddress } from 'node:dns';
import { AddressRules } from './address-rules.js';
import { FetchFailure } from './fetch-failure.js';
import { guardedLookup } from './guarded-lookup.js';
import { HostResolver } from './host-resolver.js';
import { LocalServers } from './local-servers.fixture.js';
import { HOSTS, NAMES } from './special-addresses.fixture.js';

class FixedResolver extends HostResolver {
  asked = 0;
  constructor(private readonly answers: LookupAddress[]) {
    super();
  }
  override resolve(): Promise<LookupAddress[]> {
    this.asked += 1;
    return Promise.resolve(this.answers);
  }
}

const local = new LocalServers();
let dialled = 0;
const onSocket = () => (dialled += 1);
beforeEach(() => {
  dialled = 0;
  subscribe('net.client.socket', onSocket);
});
afterEach(async () => {
  unsubscribe('net.client.socket', onSocket);
  await local.close();
});

const reasonOf = async (answer: Promise<unknown>): Promise<string> => {
  const error: unknown = await answer.catch((reason: unknown) => reason);
  return error instanceof FetchFailure ? error.reason : `not refused: ${JSON.stringify(error)}`;
};

describe('addresses that are not public', () => {
  it('are refused in every spelling, directly and as a redirect, without a socket', async () => {
    const canary = await local.http((_req, res) => res.end('secret'));
    const fetcher = local.fetcher([]);
    const wrong: string[] = [];
    for (const host of [...HOSTS, ...NAMES]) {
      for (const url of [`http://${host}/`, `https://${host}/`, `http://${host}:${canary}/`]) {
        const reason = await reasonOf(fetcher.fetch({ url, maxBytes: 9 }));
        if (reason !== 'blocked_address') wrong.push(`${url} ${reason}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(dialled).toBe(0);
    expect(local.accepted.get(canary)).toBeUndefined();
  }, 20_000);

  it.each(['', 'no url', 'http://', `http://example.com/${'a'.repeat(9_000)}`, 'http://[::g]/', 'http://256.1.1.1/'])(
    'text that is no usable address: %.30s',
    async (url) => expect(await reasonOf(local.fetcher([]).fetch({ url, maxBytes: 9 }))).toBe('blocked_address'),
  );
});

describe('names', () => {
  it.each([
    ['one private address', [{ address: '10.0.0.1', family: 4 }]],
    [
      'a private one after a public one',
      [
        { address: '1.1.1.1', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    [
      'a mapped one',
      [
        { address: '1.1.1.1', family: 4 },
        { address: '::ffff:127.0.0.1', family: 6 },
      ],
    ],
    ['NAT64', [{ address: '64:ff9b::7f00:1', family: 6 }]],
    ['something that is no address', [{ address: 'localhost', family: 4 }]],
  ])('that resolve to %s are refused, and nothing is dialled', async (_, answers) => {
    const canary = await local.http((_req, res) => res.end('secret'));
    const resolver = new FixedResolver(answers);
    const fetcher = local.fetcher([], {}, {}, resolver);
    expect(await reasonOf(fetcher.fetch({ url: 'http://pictures.example/', maxBytes: 9 }))).toBe('blocked_address');
    expect(resolver.asked).toBe(1);
    expect(local.accepted.get(canary)).toBeUndefined();
  });

  it('that do not resolve are a dns failure', async () => {
    class Nowhere extends HostResolver {
      override resolve(): Promise<LookupAddress[]> {
        return Promise.reject(new FetchFailure('dns', 'no'));
      }
    }
    const fetcher = local.fetcher([], {}, {}, new Nowhere());
    expect(await reasonOf(fetcher.fetch({ url: 'http://gone.example/', maxBytes: 9 }))).toBe('dns');
  });

  it.each([
    [
      true,
      [
        { address: '1.1.1.1', family: 4 },
        { address: '2606:4700::1111', family: 6 },
      ],
    ],
    [false, '1.1.1.1'],
  ])('that are public: the socket gets the very addresses that were checked (all: %s)', async (all, expected) => {
    const resolver = new FixedResolver([
      { address: '1.1.1.1', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    const lookup = guardedLookup(new AddressRules([]), resolver);
    const given = await new Promise((resolve) =>
      lookup('pictures.example', { all }, (error, address) => resolve(error ?? address)),
    );
    expect(given).toEqual(expected);
    expect(resolver.asked).toBe(1);
  });
});
