import type { SourceEnv } from '../../config/source-env.js';
import type { ImageSource, SourceFailureKind } from './image-source.js';
import { type Answer, query, type Recorded, refusal, type SourceTrial } from './source-server.fixture.js';

/** What a source must do like every other one, as far as it is particular to it. */
interface SourceContract extends SourceTrial<Pick<ImageSource, 'configured' | 'search'>> {
  /** Answers that its API is known for, each with what it must become. */
  refusals?: [name: string, answer: Answer, kind: SourceFailureKind][];
  /** Bodies that come with 200 and are not what its API documents, beside what is no API's answer. Left out: it reads pages. */
  changedShapes?: [name: string, body: unknown][];
  /** Cursors that it never gave. */
  badCursors: string[];
  /** Variables of which it needs every one. */
  keys?: (keyof SourceEnv)[];
  /** Licences that none of its pictures has. */
  foreignLicenses?: string[];
}

/** Declares the tests that every source has, whatever its API. Belongs inside the `describe` of the source. */
export function testSourceContract({
  server,
  start,
  refusals = [],
  changedShapes,
  badCursors,
  keys = [],
  foreignLicenses = [],
}: SourceContract): void {
  it.each(refusals)('%s', async (_, answer, kind) => {
    const source = await start();
    server.answer = answer;
    expect((await refusal(source.search(query(), null))).kind).toBe(kind);
  });

  it.each(COMMON_REFUSALS)('%s', async (_, answer, kind, retryAfterMs) => {
    const source = await start();
    server.answer = answer;
    expect(await refusal(source.search(query(), null))).toMatchObject({ kind, retryAfterMs });
  });

  it.each(changedShapes ? [...COMMON_CHANGED_SHAPES, ...changedShapes] : [])(
    '%s is a changed shape',
    async (_, body) => {
      const source = await start();
      server.answer = { body };
      expect((await refusal(source.search(query(), null))).kind).toBe('shape_changed');
    },
  );

  const named = badCursors.map((cursor) => [cursor.slice(0, 40), cursor] as const);
  it.each(named)('refuses the cursor %s without asking', async (_, cursor) => {
    const source = await start();
    expect((await refusal(source.search(query(), cursor))).kind).toBe('bad_request');
    expect(server.asked).toEqual([]);
  });

  it.each(keys)('without %s it is not configured and asks nobody', async (key) => {
    expect((await start()).configured).toBe(true);
    const source = await start({ [key]: undefined });
    expect(source.configured).toBe(false);
    expect((await refusal(source.search(query(), null))).kind).toBe('auth');
    expect(server.asked).toEqual([]);
  });

  it.each(foreignLicenses)('asks nobody when the job keeps only %s', async (license) => {
    const source = await start();
    expect(await source.search(query('x', { licenses: [license] }), null)).toEqual({ items: [], next: null });
    expect(server.asked).toEqual([]);
  });
}

/** What is no answer of any API. */
const COMMON_CHANGED_SHAPES: [string, unknown][] = [
  ['no JSON', '<html>hello</html>'],
  ['another object', { data: { edges: [] } }],
  ['null', null],
];

/** What every source may be refused with, whatever its API. */
const COMMON_REFUSALS: [string, Recorded, SourceFailureKind, number | null][] = [
  ['429', { status: 429, body: 'slow down' }, 'rate_limited', null],
  ['429 with a wait', { status: 429, headers: { 'retry-after': '7' }, body: {} }, 'rate_limited', 7_000],
  ['429 for the day', { status: 429, headers: { 'retry-after': '86400' }, body: {} }, 'quota', 600_000],
  ['503 with a wait', { status: 503, headers: { 'retry-after': '3' }, body: '' }, 'rate_limited', 3_000],
  ['503', { status: 503, body: '' }, 'upstream', null],
  ['502', { status: 502, body: '<h1>502 Bad Gateway</h1>' }, 'upstream', null],
  ['403', { status: 403, body: 'Forbidden' }, 'blocked', null],
  ['401', { status: 401, body: { detail: 'Authentication credentials were not provided.' } }, 'auth', null],
  ['402', { status: 402, body: {} }, 'quota', null],
  ['400', { status: 400, body: { detail: { q: ['bad'] } } }, 'bad_request', null],
  ['404', { status: 404, body: 'gone' }, 'shape_changed', null],
  ['a move', { status: 301, headers: { location: 'https://new.example/' }, body: '' }, 'shape_changed', null],
  [
    'a consent page',
    { status: 302, headers: { location: 'https://consent.google.com/ml?x' }, body: '' },
    'blocked',
    null,
  ],
  ['a sorry page', { status: 302, headers: { location: '/prefix/sorry/index?q=1' }, body: '' }, 'blocked', null],
  [
    'a captcha page',
    { status: 302, headers: { location: 'https://x.example/static/captcha' }, body: '' },
    'blocked',
    null,
  ],
  [
    'a Cloudflare firewall',
    { status: 403, headers: { server: 'cloudflare' }, body: '<span class="cf-error-code">1020</span>' },
    'blocked',
    null,
  ],
  [
    'a Cloudflare challenge',
    { status: 503, headers: { server: 'cloudflare', 'retry-after': '3' }, body: 'x __cf_chl_jschl_tk__=y' },
    'blocked',
    null,
  ],
  ['a reCAPTCHA', { status: 503, body: '<script src="https://www.google.com/recaptcha/api.js">' }, 'blocked', null],
];
