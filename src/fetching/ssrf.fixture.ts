import { bigV4, edgesV4, edgesV6, NAMES, spellings, v4, V4_BLOCKS, V6_BLOCKS } from './special-addresses.fixture.js';

/** First, middle and last addresses of every block that is not public. */
export const INSIDE = [...new Set([...V4_BLOCKS.flatMap(edgesV4), ...V6_BLOCKS.flatMap(edgesV6)])];

const hex = (part: number): string => part.toString(16);

/** An IPv4 address inside IPv6 ones that networks translate, and further spellings that parsers disagree about. */
function routes(address: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const [high, low] = [hex(a * 256 + b), hex(c * 256 + d)];
  const inverted = [hex(0xffff - (a * 256 + b)), hex(0xffff - (c * 256 + d))].join(':');
  return [
    `[2002:${high}:${low}:1::a]`, // 6to4
    `[2001:0:4136:e378:8000:63bf:${inverted}]`, // Teredo
    `[64:ff9b::${high}:${low}]`, // NAT64
    `[64:ff9b:1:0:0:0:${high}:${low}]`,
    `[::ffff:0:${high}:${low}]`, // SIIT
    `[0000:0000:0000:0000:0000:FFFF:${high}:${low}]`,
    [...address].map((char) => (char === '.' ? char : `%3${char}`)).join(''), // percent-encoded digits
    `0${a.toString(8)}.0x${hex(b)}.${c}.${d}`,
    `00000000${a.toString(8)}.${b}.${c}.${d}`,
    address.replaceAll('.', '．'), // full-width stops
  ];
}

const blockedHosts = [
  ...V4_BLOCKS.flatMap(edgesV4).flatMap((address) => [...spellings(address), ...routes(address)]),
  ...V6_BLOCKS.flatMap(edgesV6).map((address) => `[${address}]`),
  ...NAMES,
  '[fe80::1%25eth0]', // a zone: no URL at all
  '[::1%25lo]',
];

/** Every spelling once, the canary's port on the loopback ones, and what is no host's business. */
export const BLOCKED_URLS = [
  ...blockedHosts.map((host) => `http://${host}/`),
  ...[...spellings('127.0.0.1'), ...routes('127.0.0.1')].flatMap((host) => [
    `http://${host}:{canary}/`,
    `https://${host}:{canary}/`,
    `http://1.1.1.1@${host}:{canary}/`,
    `http://1.1.1.1 &@${host}:{canary}/`,
    `http://user:secret@${host}/`,
    `ftp://${host}/`,
  ]),
  'file:///etc/passwd',
  'gopher://127.0.0.1:{canary}/',
  'http://1.1.1.1:{canary}/',
  'http://example.com:6379/',
];

/** The neighbours of the IPv4 blocks that belong to nobody special, and well-known public IPv6 addresses. */
export const JUST_OUTSIDE = [
  ...[...new Set(V4_BLOCKS.flatMap(neighbours))].filter(
    (address) => !V4_BLOCKS.some((block) => contains(block, address)),
  ),
  '2000::1',
  '2001:200::1',
  '2001:db7:ffff:ffff:ffff:ffff:ffff:ffff',
  '2001:db9::1',
  '2001:ffff::1',
  '2003::1',
  '2606:4700::1111',
  '2620:4f:7fff:ffff::1',
  '2620:4f:8001::1',
  '2a00:1450:4001:830::200e',
  '3ffe:ffff::1',
  '3fff:1000::1',
];

function sizeOf(block: string): number {
  return 2 ** (32 - Number(block.split('/')[1]));
}

function neighbours(block: string): string[] {
  const first = bigV4(block.split('/')[0] ?? '');
  return [first - 1, first + sizeOf(block)].filter((value) => value > 0 && value < 2 ** 32).map(v4);
}

function contains(block: string, address: string): boolean {
  const offset = bigV4(address) - bigV4(block.split('/')[0] ?? '');
  return offset >= 0 && offset < sizeOf(block);
}
