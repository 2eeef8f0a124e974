/** IANA special-purpose registries (IPv4 and IPv6), multicast, and what old stacks still route inside. */
export const V4_BLOCKS = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '255.255.255.255/32',
  '168.63.129.16/32',
];
export const V6_BLOCKS = [
  '::/128',
  '::1/128',
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '100:0:0:1::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  '4000::/2',
  '5f00::/16',
  'fc00::/7',
  'fe00::/9',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  'fd00:ec2::254/128',
];

export const bigV4 = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
export const v4 = (value: number) => [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');

export function edgesV4(block: string): string[] {
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

export function edgesV6(block: string): string[] {
  const [base = '', bits = ''] = block.split('/');
  const size = 1n << BigInt(128 - Number(bits));
  const first = bigV6(base);
  return [...new Set([first, first + size / 2n, first + size - 1n])].map(v6);
}

const hex = (value: number) => `0x${value.toString(16)}`;
const octal = (value: number) => `0${value.toString(8)}`;

/** Every way that a URL can spell an IPv4 address. */
export function spellings(address: string): string[] {
  const parts = address.split('.').map(Number);
  const [a = 0, b = 0, c = 0, d = 0] = parts;
  const whole = bigV4(address);
  const high = ((a << 8) | b).toString(16);
  const low = ((c << 8) | d).toString(16);
  return [
    address,
    `${address}.`,
    `${whole}`,
    hex(whole),
    octal(whole),
    parts.map(hex).join('.'),
    parts.map(octal).join('.'),
    `${a}.${whole % 2 ** 24}`,
    `${a}.${b}.${whole % 2 ** 16}`,
    `${hex(a)}.${b}.${octal(c)}.${d}`,
    address.replaceAll('.', '。'),
    [...address].map((char) => (char === '.' ? '.' : String.fromCodePoint(0xff10 + Number(char)))).join(''),
    `[::ffff:${address}]`,
    `[::ffff:${high}:${low}]`,
    `[::${high}:${low}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b:1::${high}:${low}]`,
    `[2002:${high}:${low}::1]`,
    `[0:0:0:0:0:ffff:${address}]`,
    `[::FFFF:${high}:${low}]`,
  ];
}

const V4_ADDRESSES = V4_BLOCKS.flatMap(edgesV4);
export const HOSTS = [
  ...V4_ADDRESSES.flatMap(spellings),
  ...V6_BLOCKS.flatMap(edgesV6).map((address) => `[${address}]`),
];
export const NAMES = [
  'localhost',
  'localhost.',
  'LOCALHOST',
  'intranet',
  'a.localhost',
  'printer.local',
  'metadata.google.internal',
  'router.home.arpa',
  'abc.onion',
  'db.INTERNAL.',
  'a.localhost.',
  'ⓛocalhost',
];
