import * as fc from 'fast-check';
import { CATEGORY_NAMES } from './notification-category.js';
import { isNoticed, noticeOf, type Occurrence } from './notice.js';

const NOTICED = [
  'crawl_job.completed',
  'crawl_job.failed',
  'crawl_job.cancelled',
  'crawl_job.paused',
  'validation_job.completed',
  'validation_job.failed',
  'export_job.completed',
  'export_job.failed',
  'credits.low',
  'credits.exhausted',
  'api_key.created',
  'api_key.revoked',
];
const occurrence = (action: string, changes: Partial<Occurrence> = {}): Occurrence => ({
  action,
  subject: { name: 'Pets', path: '/api/x' },
  metadata: {},
  ...changes,
});

describe('noticeOf', () => {
  it.each([
    [
      'crawl_job.completed',
      { downloaded_images: 1200 },
      'crawl_jobs',
      'Crawl job “Pets” is complete',
      'Images stored: 1,200.',
    ],
    ['crawl_job.paused', { reason: 'credits' }, 'crawl_jobs', 'Crawl job “Pets” is paused', /credits do not cover it/],
    ['crawl_job.paused', { reason: 'moon' }, 'crawl_jobs', 'Crawl job “Pets” is paused', 'The system has paused it.'],
    ['crawl_job.cancelled', {}, 'crawl_jobs', 'Crawl job “Pets” was cancelled', /stays/],
    [
      'validation_job.completed',
      { images: 9, valid: 7, invalid: 2 },
      'crawl_jobs',
      'The images of “Pets” are validated',
      /^Valid: 7, invalid: 2/,
    ],
    ['validation_job.failed', { error: 'EIO' }, 'crawl_jobs', 'The validation of “Pets” has failed', /shows why/],
    [
      'export_job.completed',
      { total_images: 3 },
      'exports',
      'The export of “Pets” is ready',
      'Images in the archive: 3.',
    ],
    [
      'export_job.failed',
      { error: 'EIO /secret/path' },
      'exports',
      'The export of “Pets” has failed',
      /^The export shows why/,
    ],
    ['credits.low', { balance: 7 }, 'credits', 'Your credits are running low', 'Credits left: 7.'],
    ['credits.low', {}, 'credits', 'Your credits are running low', 'Credits left: unknown.'],
    ['api_key.created', { name: 'Pets' }, 'security', 'The API key “Pets” was created', /revoke it/],
  ])('%s %j', (action, metadata, category, title, message) => {
    const notice = noticeOf(occurrence(action, { metadata }));
    expect(notice).toMatchObject({ category, type: action, title, actionUrl: '/api/x' });
    expect(notice?.message).toMatch(message);
  });

  it.each(['crawl_job.started', 'project.created', 'notification.updated', 'toString', ''])(
    'says nothing of %j',
    (action) => {
      expect(isNoticed(action)).toBe(false);
      expect(noticeOf(occurrence(action))).toBeNull();
    },
  );

  it('says nothing of a pause that the user asked for', () => {
    expect(noticeOf(occurrence('crawl_job.paused', { metadata: { reason: 'user' } }))).toBeNull();
  });

  it('is one line of at most 200 characters, whatever the name', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('a\r\nBcc: x@y.example', '\u2028', 'é'.repeat(500)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...NOTICED), fc.option(anyText), (action, name) => {
        const notice = noticeOf(occurrence(action, { subject: { name, path: null }, metadata: { reason: 'source' } }));
        expect(notice?.title).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
        expect([...(notice?.title ?? '')].length).toBeLessThanOrEqual(200);
        expect(CATEGORY_NAMES).toContain(notice?.category);
      }),
    );
  });
});
