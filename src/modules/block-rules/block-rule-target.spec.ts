import { blockRuleTarget, hostAndDomains, isBlocked, type BlockRuleKind } from './block-rule-target.js';

describe('what a block rule names', () => {
  it.each<[BlockRuleKind, string, string | null]>([
    ['host', 'Example.ORG', 'example.org'],
    ['host', 'example.org.', 'example.org'],
    ['host', 'bücher.example', 'xn--bcher-kva.example'],
    ['host', '1.2.3.4', '1.2.3.4'],
    ['host', '[2606:4700::1]', '[2606:4700::1]'],
    ['host', 'example.org:8080', null],
    ['host', 'example.org/path', null],
    ['host', 'https://example.org', null],
    ['host', 'a b', null],
    ['host', '', null],
    ['host', 'user@example.org', null],
    ['host', 'a_b.example.org', 'a_b.example.org'],
    ['host', 'localhost', null],
    ['host', 'com', null],
    ['host', 'com.', null],
    ['url_prefix', 'https://com/a', 'https://com/a'],
    ['host', '*', null],
    ['host', '*.example.org', null],
    ['host', 'example..org', null],
    ['host', '.example.org', null],
    ['host', 'example.org..', null],
    ['host', '-', null],
    ['host', '-a.example.org', null],
    ['host', 'a-.example.org', null],
    ['host', `${'a'.repeat(63)}.example.org`, `${'a'.repeat(63)}.example.org`],
    ['host', `${'a'.repeat(64)}.example.org`, null],
    ['host', `${'a.'.repeat(126)}aa`, null],
    ['url_prefix', 'https://*.example.org/', null],
    ['url_prefix', 'HTTPS://Example.org/A/b?c#d', 'https://example.org/A/b?c'],
    ['url_prefix', 'http://example.org', 'http://example.org/'],
    ['url_prefix', 'example.org/a', null],
    ['url_prefix', 'ftp://example.org/', null],
    ['url_prefix', 'https://u:p@example.org/', null],
    ['url_prefix', `https://example.org/${'a'.repeat(2_000)}`, null],
  ])('%s %.60s', (kind, text, expected) => expect(blockRuleTarget(kind, text)?.value ?? null).toBe(expected));
});

describe('what it blocks', () => {
  it.each<[BlockRuleKind, string, string, boolean]>([
    ['host', 'example.org', 'https://example.org/a', true],
    ['host', 'example.org', 'http://img.cdn.example.org:8080/a', true],
    ['host', 'example.org', 'https://example.org./a', true],
    ['host', 'example.org', 'https://notexample.org/a', false],
    ['host', 'example.org', 'https://example.org.evil.net/a', false],
    ['host', 'img.example.org', 'https://example.org/a', false],
    ['host', '1.2.3.4', 'http://16909060/a', true],
    ['url_prefix', 'https://example.org/a/', 'https://example.org/a/b.jpg', true],
    ['url_prefix', 'https://example.org/a/', 'http://example.org/a/b.jpg', true],
    ['url_prefix', 'https://example.org/a/', 'https://example.org./a/b.jpg', true],
    ['url_prefix', 'https://example.org/a/', 'https://example.org/A/b.jpg', false],
    ['url_prefix', 'https://example.org/a/', 'https://img.example.org/a/b.jpg', false],
  ])('%s %s: %s', (kind, rule, url, expected) => {
    const target = blockRuleTarget(kind, rule);
    expect(target && isBlocked(target, new URL(url))).toBe(expected);
  });

  it('a host is looked up with the domains above it, an address alone', () => {
    expect(hostAndDomains(new URL('https://a.b.example/x'))).toEqual(['a.b.example', 'b.example', 'example']);
    expect(hostAndDomains(new URL('http://1.2.3.4/'))).toEqual(['1.2.3.4']);
  });
});
