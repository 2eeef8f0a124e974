import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupAddress } from 'node:dns';
import * as fc from 'fast-check';
import { AddressRules, isPublicAddress } from './address-rules.js';
import { FetchFailure } from './fetch-failure.js';
import { HostResolver } from './host-resolver.js';
import { LocalServers } from './local-servers.fixture.js';

/** IANA special-purpose registries (IPv4 and IPv6), multicast, and what old stacks still route inside. */
const V4_BLOCKS = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24',
  '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24',
  '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32', '168.63.129.16/32',
]; // prettier-ignore
const V6_BLOCKS = [
  '::/128', '::1/128', '::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64',
  '2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20', '4000::/2', '5f00::/16', 'fc00::/7', 'fe00::/9',
  'fe80::/10', 'fec0::/10', 'ff00::/8', 'fd00:ec2::254/128',
]; // prettier-ignore

const bigV4 = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const v4 = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

function edgesV4(block: string): string[] {
  const [base = '', bits = ''] = block.split('/');
  const size = 2 ** (32 - Number(bits));
  const first = bigV4(base);
  return [...new Set([first, first + 1, first + Math.floor(size / 2), first + size - 2, first + size - 1])]
    .filter((value) => value >= first && value < first + size)
    .map(v4);
}

function bigV6(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const groups = [
    ...left,
    ...Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill('0'),
    ...right,
  ];
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

const v6 = (value: bigint) =>
  Array.from({ length: 8 }, (_, i) => ((value >> BigInt(16 * (7 - i))) & 0xffffn).toString(16)).join(':');

function edgesV6(block: string): string[] {
  const [base = '', bits = ''] = block.split('/');
  const size = 1n << BigInt(128 - Number(bits));
  const first = bigV6(base);
  return [...new Set([first, first + size / 2n, first + size - 1n])].map(v6);
}

const hex = (value: number) => `0x${value.toString(16)}`;
const octal = (value: number) => `0${value.toString(8)}`;

/** Every way that a URL can spell an IPv4 address. */
function spellings(address: string): string[] {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = bigV4(address);
  const high = ((a << 8) | b).toString(16);
  const low = ((c << 8) | d).toString(16);
  return [
    address, `${address}.`, `${whole}`, hex(whole), octal(whole), parts.map(hex).join('.'), parts.map(octal).join('.'),
    `${a}.${whole % 2 ** 24}`, `${a}.${b}.${whole % 2 ** 16}`, `${hex(a)}.${b}.${octal(c)}.${d}`, address.replaceAll('.', '。'),
    [...address].map((char) => (char === '.' ? '.' : String.fromCodePoint(0xff10 + Number(char)))).join(''),
    `[::ffff:${address}]`, `[::ffff:${high}:${low}]`, `[::${high}:${low}]`, `[64:ff9b::${address}]`,
    `[64:ff9b:1::${high}:${low}]`, `[2002:${high}:${low}::1]`, `[0:0:0:0:0:ffff:${address}]`, `[::FFFF:${high}:${low}]`,
  ]; // prettier-ignore
}

const V4_ADDRESSES = V4_BLOCKS.flatMap(edgesV4);
const HOSTS = [...V4_ADDRESSES.flatMap(spellings), ...V6_BLOCKS.flatMap(edgesV6).map((address) => `[${address}]`)];
const NAMES = [
  'localhost', 'localhost.', 'LOCALHOST', 'intranet', 'a.localhost', 'printer.local', 'metadata.google.internal',
  'router.home.arpa', 'abc.onion', 'db.INTERNAL.', 'a.localhost.', 'ⓛocalhost',
]; // prettier-ignore

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
  it('covers the registries with well over 500 spellings', () => {
    expect(new Set(HOSTS).size).toBeGreaterThan(1_000);
  });

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

  it.each(V4_BLOCKS.concat(V6_BLOCKS))('%s: nothing in it is public', (block) => {
    for (const address of block.includes(':') ? edgesV6(block) : edgesV4(block)) {
      expect(`${address} ${isPublicAddress(address)}`).toBe(`${address} false`);
    }
  });

  it.each([
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '191.255.255.255',
    '192.0.1.0',
    '192.0.3.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '198.51.99.255',
    '198.51.101.0',
    '203.0.112.255',
    '203.0.114.0',
    '223.255.255.255',
    '1.1.1.1',
    '168.63.129.15',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '2a00::1',
    '2003::1',
    '2001:200::1',
  ])('%s, just outside, is public', (address) => expect(isPublicAddress(address)).toBe(true));

  it('no random URL of a refused block gets through', () => {
    const rules = new AddressRules([]);
    fc.assert(
      fc.property(fc.constantFrom(...V4_BLOCKS), fc.nat(2 ** 32 - 1), fc.nat(19), (block, random, form) => {
        const [base = '', bits = ''] = block.split('/');
        const address = v4(bigV4(base) + (random % 2 ** (32 - Number(bits))));
        const url = new URL(`http://${spellings(address)[form]}/`);
        expect(() => rules.checkUrl(url)).toThrow(FetchFailure);
      }),
    );
  });
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

  it('are asked for once per connection: the checked answer is the one dialled', async () => {
    // 198.41.0.4 is public, so the checks pass; the connect then times out or is unreachable here, never re-resolved.
    const resolver = new FixedResolver([{ address: '198.41.0.4', family: 4 }]);
    const fetcher = local.fetcher([], {}, { connectMs: 100 }, resolver);
    const reason = await reasonOf(fetcher.fetch({ url: 'http://rebind.example/', maxBytes: 9 }));
    expect(['timeout', 'connection', 'http_error', 'http_not_found', 'http_forbidden']).toContain(reason);
    expect(resolver.asked).toBe(1);
  });
});

describe('what else is refused', () => {
  const rules = new AddressRules(['127.0.0.1:4000', '[::1]:4000', 'Lab:80']);
  it.each([
    'ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/', 'ws://example.com/', 'http://u@example.com/',
    'http://u:p@example.com/', 'http://example.com:8080/', 'http://example.com:22/', 'https://example.com:8443/',
    'http://127.0.0.1:4001/', 'http://127.0.0.2:4000/', 'http://u@127.0.0.1:4000/', 'ftp://127.0.0.1:4000/', 'https://lab/',
    `http://${'a.'.repeat(127)}example/`,
  ])('%s', (url) => expect(() => rules.checkUrl(new URL(url))).toThrow(FetchFailure)); // prettier-ignore

  it.each([
    'http://example.com/',
    'https://example.com:443/',
    'http://example.com:443/',
    'http://1.1.1.1/',
    'https://[2606:4700::1111]/',
    'http://127.0.0.1:4000/x',
    'http://[::1]:4000/',
    'http://lab/',
  ])('but not %s', (url) => expect(() => rules.checkUrl(new URL(url))).not.toThrow());

  it.each(['', 'no url', 'http://', `http://example.com/${'a'.repeat(9_000)}`, 'http://[::g]/', 'http://256.1.1.1/'])(
    'text that is no usable address: %.30s',
    async (url) => expect(await reasonOf(local.fetcher([]).fetch({ url, maxBytes: 9 }))).toBe('blocked_address'),
  );
});
