import * as fc from 'fast-check';
import { AddressRules, isPublicAddress } from './address-rules.js';
import { FetchFailure } from './fetch-failure.js';
import { bigV4, edgesV4, edgesV6, HOSTS, spellings, v4, V4_BLOCKS, V6_BLOCKS } from './special-addresses.fixture.js';

describe('addresses that are not public', () => {
  it('covers the registries with well over 500 spellings', () => {
    expect(new Set(HOSTS).size).toBeGreaterThan(1_000);
  });

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

describe('what else is refused', () => {
  const rules = new AddressRules(['127.0.0.1:4000', '[::1]:4000', 'Lab:80']);
  it.each([
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://example.com/',
    'ws://example.com/',
    'http://u@example.com/',
    'http://u:p@example.com/',
    'http://example.com:8080/',
    'http://example.com:22/',
    'https://example.com:8443/',
    'http://127.0.0.1:4001/',
    'http://127.0.0.2:4000/',
    'http://u@127.0.0.1:4000/',
    'ftp://127.0.0.1:4000/',
    'https://lab/',
    `http://${'a.'.repeat(127)}example/`,
  ])('%s', (url) => expect(() => rules.checkUrl(new URL(url))).toThrow(FetchFailure));

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
});
