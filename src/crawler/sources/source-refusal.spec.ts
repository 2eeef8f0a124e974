import { refusalOf } from './source-refusal.js';

const answer = (status: number, text: string, headers: Record<string, string> = {}) => ({
  url: 'https://api.example/',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(text),
});

describe('what an answer without results means', () => {
  it.each([
    [200, 'quota exceeded, rate limit, invalid api key', null],
    [400, 'Unknown parameter', 'bad_request'],
    [400, 'API key not valid. Please pass a valid API key.', 'auth'],
    [400, 'Invalid or missing API key', 'auth'],
    [400, 'Not enough credits', 'quota'],
    [401, '', 'auth'],
    [402, '', 'quota'],
    [403, '{"message":"Unauthorized."}', 'auth'],
    [403, 'Rate Limit Exceeded', 'rate_limited'],
    [403, '{"reason":"dailyLimitExceeded"}', 'quota'],
    [403, 'Quota exceeded: queries per minute, rateLimitExceeded', 'rate_limited'],
    [403, '{}', 'blocked'],
    [408, '', 'upstream'],
    [414, '', 'bad_request'],
    [418, '', 'shape_changed'],
    [422, '{"code":"SUBSCRIPTION_TOKEN_INVALID"}', 'auth'],
    [422, '{"code":"VALIDATION"}', 'bad_request'],
    [429, 'API rate limit exceeded', 'rate_limited'],
    [429, 'Quota exceeded for queries per day', 'quota'],
    [429, 'Quota exceeded for queries per minute', 'rate_limited'],
    [500, '', 'upstream'],
  ])('%i %s: %s', (status, text, kind) => {
    expect(refusalOf(answer(status, text))?.kind ?? null).toBe(kind);
  });

  it('a 503 that says when is a pace, one that does not is trouble', () => {
    expect(refusalOf(answer(503, '', { 'retry-after': '2' }))).toMatchObject({
      kind: 'rate_limited',
      retryAfterMs: 2_000,
    });
    expect(refusalOf(answer(503, ''))?.kind).toBe('upstream');
  });
});
