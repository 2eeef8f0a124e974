import * as fc from 'fast-check';
import { comparablePattern, matchesPath } from './path-pattern.js';
import { parseRobots, productToken } from './parse-robots.js';
import { forbiddenBy, trainingRefusedBy } from './robots-rules.js';

const allowed = (text: string, path: string, token = 'pixcrawler') => !forbiddenBy(parseRobots(text, token), path);
const all = (...lines: string[]) => ['User-agent: *', ...lines].join('\n');

describe('rules of paths (RFC 9309, 2.2.2)', () => {
  it.each<[string, string, string, boolean]>([
    ['no file', '', '/a', true],
    ['a page instead of rules', '<html><body>Disallow: nothing</body></html>', '/a', true],
    ['everything', all('Disallow: /'), '/a', false],
    ['an empty Disallow', all('Disallow:'), '/a', true],
    ['robots.txt itself', all('Disallow: /'), '/robots.txt', true],
    ['a prefix', all('Disallow: /private'), '/private-things/x', false],
    ['case of paths', all('Disallow: /Private/'), '/private/', true],
    ['the longest match, allowing', all('Disallow: /a/', 'Allow: /a/b/'), '/a/b/c', true],
    ['the longest match, forbidding', all('Allow: /a/', 'Disallow: /a/b/'), '/a/b/c', false],
    ['the order does not matter', all('Allow: /a/b/', 'Disallow: /a/'), '/a/b/c', true],
    ['equal length: Allow', all('Disallow: /a', 'Allow: /a'), '/a', true],
    ['a wildcard', all('Disallow: /*.gif$'), '/x/y.gif', false],
    ['the end', all('Disallow: /*.gif$'), '/x/y.gif?z', true],
    ['a wildcard in the middle', all('Disallow: /a/*/c'), '/a/b/x/c/d', false],
    ['a wildcard longer than a plain rule', all('Allow: /fish*.php', 'Disallow: /fish'), '/fishheads.php', true],
    ['only the end', all('Disallow: /$'), '/', false],
    ['only the end, elsewhere', all('Disallow: /$'), '/a', true],
    ['a query', all('Disallow: /*?sort='), '/list?sort=x', false],
    ['encoded where it need not be', all('Disallow: /%7Ejoe/'), '/~joe/x', false],
    ['plain where it may be encoded', all('Disallow: /~joe/'), '/%7ejoe/x', false],
    ['UTF-8 in the file', all('Disallow: /bücher/'), '/b%C3%BCcher/1', false],
    ['lower-case hex', all('Disallow: /b%c3%bccher/'), '/b%C3%BCcher/1', false],
    ['a slash that is encoded', all('Disallow: /a%2Fb'), '/a/b', true],
    ['a literal star', all('Disallow: /file-with-a-%2A.html'), '/file-with-a-*.html', false],
    ['a literal star is no wildcard', all('Disallow: /a%2Ab'), '/axxb', true],
    ['a dollar in the middle', all('Disallow: /a$b'), '/a$b', false],
    ['a space', all('Disallow: /a b'), '/a%20b', false],
    ['a comment', all('Disallow: /a # and more'), '/a', false],
    ['typing errors', 'useragent: *\ndissallow: /a', '/a', false],
    ['a byte order mark', `\uFEFF${all('Disallow: /a')}`, '/a', false],
    ['old line ends', 'User-agent: *\rDisallow: /a\rDisallow: /b', '/b', false],
    ['rules before any group', 'Disallow: /a\nUser-agent: *\nDisallow: /b', '/a', true],
  ])('%s', (_, text, path, expected) => expect(allowed(text, path)).toBe(expected));
});

describe('groups', () => {
  const two = 'User-agent: PixCrawler\nDisallow: /ours\n\nUser-agent: *\nDisallow: /all';
  it.each<[string, string, string, boolean]>([
    ['ours replaces the one for all', two, '/all', true],
    ['ours holds', two, '/ours', false],
    ['of the same name are one', `${two}\nUser-agent: PIXCRAWLER/2.0\nDisallow: /too`, '/too', false],
    ['of others are not ours', 'User-agent: GPTBot\nDisallow: /', '/a', true],
    ['names are whole', 'User-agent: pix\nDisallow: /', '/a', true],
    ['may name several', 'User-agent: a\nUser-agent: pixcrawler\nDisallow: /a', '/a', false],
    [
      'are not broken by a sitemap',
      'User-agent: x\nSitemap: https://a/s\nUser-agent: pixcrawler\nDisallow: /a',
      '/a',
      false,
    ],
    ['are not broken by what nobody knows', 'User-agent: *\nHost: a\nNoindex: /b\nDisallow: /a', '/a', false],
  ])('%s', (_, text, path, expected) => expect(allowed(text, path)).toBe(expected));

  it.each([
    ['10', 10_000],
    ['0.5', 500],
    ['3600', 60_000],
    ['0', null],
    ['soon', null],
    ['-1', null],
  ])('a crawl delay of %s', (text, expected) =>
    expect(parseRobots(all(`Crawl-delay: ${text}`), 'x').crawlDelayMs).toBe(expected),
  );

  it('our token is what the User-Agent begins with', () => {
    expect(productToken('PixCrawler/0.1 (+https://pixcrawler.example/bot)')).toBe('pixcrawler');
  });
});

describe('training preferences in robots.txt', () => {
  it.each<[string, string, boolean]>([
    ['Content-Signal: search=yes, ai-train=no', '/a', true],
    ['Content-Signal: search=yes, ai-train=yes', '/a', false],
    ['Content-Signal: ai-input=no', '/a', false],
    ['Content-Usage: train-ai=n', '/a', true],
    ['Content-Usage: /img/ train-ai=n', '/a', false],
    ['Content-Usage: /img/ train-ai=n', '/img/a', true],
    ['Content-Usage: train-ai=n\nContent-Usage: /free/ train-ai=y', '/free/a', false],
    ['Content-Usage: train-ai=y\nContent-Usage: train-ai=n', '/a', true],
  ])('%s for %s', (line, path, refused) =>
    expect(trainingRefusedBy(parseRobots(all(line), 'x'), path) !== null).toBe(refused),
  );
});

describe('matching', () => {
  it('agrees with a regular expression on any pattern', () => {
    const piece = fc.constantFrom('a', 'b', '/', '*', '$', '%2A');
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '/', '%2A'), { maxLength: 12 }),
        (p, s) => {
          const pattern = comparablePattern(p.join(''));
          const anchored = pattern.endsWith('$');
          const source = (anchored ? pattern.slice(0, -1) : pattern).split('*').join('.*');
          expect(matchesPath(pattern, s.join(''))).toBe(
            new RegExp(`^${source}${anchored ? '$' : ''}`).test(s.join('')),
          );
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes no longer for a pattern made to hurt', () => {
    const rules = parseRobots(all(...Array<string>(100).fill(`Disallow: /${'*a'.repeat(2_000)}b`)), 'x');
    expect(forbiddenBy(rules, `/${'a'.repeat(8_000)}`)).toBeNull();
  });

  it('never throws on any text', () => {
    const part = fc.constantFrom(
      'User-agent:',
      '*',
      '\n',
      'Disallow:',
      '/a',
      '%',
      '%zz',
      '\uD800',
      '\0',
      'Crawl-delay: 1e9',
      ':',
      '#',
      'Content-Usage: /',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const rules = parseRobots(parts.join(''), 'x');
        expect(() => [forbiddenBy(rules, '/%'), trainingRefusedBy(rules, '/%')]).not.toThrow();
      }),
    );
  });
});
