import * as fc from 'fast-check';
import { headVerdict, type HeaderLines } from './head-verdict.js';
import { parseTdmRep, reservedBy } from './tdm-reservation.js';
import { refusalInRobotsTag } from './x-robots-tag.js';

describe('X-Robots-Tag', () => {
  it.each<[string[], string | null]>([
    [[], null],
    [['noai'], 'noai'],
    [['noimageai'], 'noimageai'],
    [['noindex'], 'noindex'],
    [['noimageindex'], 'noimageindex'],
    [['noml'], 'noml'],
    [['none'], 'none'],
    [['nofollow, NoAI'], 'noai'],
    [['nofollow', 'noarchive, noimageai'], 'noimageai'],
    [['nofollow, noarchive, nosnippet'], null],
    [['googlebot: noindex'], null],
    [['googlebot: noindex, nofollow, noai'], null],
    [['googlebot: noindex', 'noai'], 'noai'],
    [['googlebot: nofollow, pixcrawler: noindex'], 'pixcrawler: noindex'],
    [['PixCrawler: noai'], 'pixcrawler: noai'],
    [['*: noai'], '*: noai'],
    [['unavailable_after: Tue, 01 Jan 2030 00:00:00 GMT, noai'], 'noai'],
    [['max-snippet: -1, max-image-preview: large, noindex'], 'noindex'],
    [['max-image-preview: none'], null],
    [['noaigeneration'], null],
    [[',,: ,'], null],
  ])('%j', (lines, expected) => expect(refusalInRobotsTag(lines, 'pixcrawler')).toBe(expected));

  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        expect(() => refusalInRobotsTag(lines, 'x')).not.toThrow();
      }),
    );
  });
});

describe('tdmrep.json', () => {
  const rules = parseTdmRep(
    JSON.stringify([
      { location: '/free/', 'tdm-reservation': 0 },
      { location: '/images/*.jpg$', 'tdm-reservation': 1, 'tdm-policy': 'https://a.example/policy' },
      { location: '/images/', 'tdm-reservation': 0 },
      { location: '/odd/', 'tdm-reservation': 2 },
      { location: '/', 'tdm-reservation': 1 },
    ]),
  );
  it.each([
    ['/images/a.jpg', true],
    ['/images/a.png', false],
    ['/free/a.jpg', false],
    ['/odd/a.jpg', true],
    ['/else', true],
  ])('the first match decides: %s', (path, reserved) => expect(reservedBy(rules, path) !== null).toBe(reserved));

  it.each(['', 'nonsense', '{}', '[1, null, "a", {"location": 5}]', '<html>'])(
    'what is none reserves nothing: %s',
    (text) => expect(parseTdmRep(text)).toEqual([]),
  );
});

describe('the head of an answer', () => {
  const url = new URL('https://pictures.example/images/a.jpg');
  const tdm = parseTdmRep('[{"location": "/images/*", "tdm-reservation": 1}]');
  const at = new Date('2026-11-22T10:00:00Z');
  const signal = (headers: HeaderLines, rules = tdm) =>
    headVerdict(url, headers, rules, 'pixcrawler', at)?.signal ?? null;
  it.each<[HeaderLines, string | null]>([
    [{}, 'tdmrep'],
    [{ 'tdm-reservation': '0' }, null],
    [{ 'tdm-reservation': '1' }, 'tdm_reservation'],
    [{ 'tdm-reservation': 'yes' }, 'tdmrep'],
    [{ 'tdm-reservation': '0', 'x-robots-tag': 'noai' }, 'x_robots_tag'],
    [{ 'content-usage': 'train-ai=n' }, 'content_usage'],
    [{ 'content-usage': ['search=y', 'train-ai=n'] }, 'content_usage'],
    [{ 'content-signal': 'search=yes,ai-train=no' }, 'content_signal'],
    [{ 'content-signal': 'ai-train=yes', 'tdm-reservation': '0' }, null],
  ])('%j', (headers, expected) => expect(signal(headers)).toBe(expected));

  it('tells the rule word for word, where it stands and when it was read', () => {
    expect(headVerdict(url, { 'tdm-reservation': '1', 'tdm-policy': 'https://a.example/p' }, [], 'x', at)).toEqual({
      signal: 'tdm_reservation',
      text: 'tdm-reservation: 1; tdm-policy: https://a.example/p',
      where: 'https://pictures.example/images/a.jpg',
      seen_at: '2026-11-22T10:00:00.000Z',
    });
    expect(headVerdict(url, {}, tdm, 'x', at)?.where).toBe('https://pictures.example/.well-known/tdmrep.json');
    expect(signal({}, [])).toBeNull();
  });
});
