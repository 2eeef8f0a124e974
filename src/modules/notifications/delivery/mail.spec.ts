import * as fc from 'fast-check';
import type { NotificationRow } from '../notification.row.js';
import { Undeliverable, type Delivery } from './delivery.js';
import { mailOf } from './mail.js';

const SENDER = { from: 'PixCrawler <no-reply@pix.example>', publicUrl: 'https://api.pix.example' };
const notice = (changes: Partial<NotificationRow> = {}): NotificationRow => ({
  id: '0198c0de-0000-7000-8000-000000000001',
  category: 'crawl_jobs',
  type: 'crawl_job.completed',
  title: 'Crawl job “Pets” is complete',
  message: 'Images stored: 12.',
  action_url: '/api/projects/1',
  metadata: {},
  is_read: false,
  read_at: null,
  created_at: '2026-01-01T00:00:00Z',
  ...changes,
});
const delivery = (notices: NotificationRow[], recipient: Partial<Delivery['recipient']> = {}): Delivery => ({
  id: '0198c0de-0000-7000-8000-00000000000a',
  recipient: { email: 'ann@test.example', fullName: 'Ann', ...recipient },
  notices,
});

describe('mailOf', () => {
  it('is the notice, as text and as HTML', () => {
    const mail = mailOf(delivery([notice()]), SENDER);
    expect(mail).toMatchObject({
      from: SENDER.from,
      to: { name: 'Ann', address: 'ann@test.example' },
      subject: 'Crawl job “Pets” is complete',
      messageId: '<0198c0de-0000-7000-8000-00000000000a@pix.example>',
    });
    expect(mail.text).toMatch(
      /^Crawl job “Pets” is complete\nImages stored: 12\.\nhttps:\/\/api\.pix\.example\/api\/projects\/1\n/,
    );
    expect(mail.html).toContain('<a href="https://api.pix.example/api/projects/1">Crawl job “Pets” is complete</a>');
    expect(mail.text).toContain('Categories: Crawl jobs that ended.');
  });

  it('has no link without a public address', () => {
    const mail = mailOf(delivery([notice()]), { ...SENDER, publicUrl: undefined });
    expect(mail.text + mail.html).not.toContain('/api/projects');
  });

  it('gathers a digest in the order given and counts what is too much', () => {
    const notices = Array.from({ length: 130 }, (_, index) => notice({ title: `Notice ${index}` }));
    const mail = mailOf(delivery(notices), SENDER);
    expect(mail.subject).toBe('PixCrawler: 130 notifications');
    expect(mail.text.indexOf('Notice 0\n')).toBeLessThan(mail.text.indexOf('Notice 99\n'));
    expect(mail.text).not.toContain('Notice 100\n');
    expect(mail.text).toContain('And 30 more');
  });

  it('escapes what comes from names', () => {
    const { html } = mailOf(delivery([notice({ title: `<img src=x onerror="a('b')">&` })]), SENDER);
    expect(html).toContain('&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;');
    expect(html).not.toContain('<img');
  });

  it.each([
    null,
    '',
    'ann',
    'ann@',
    'ann@a.example, bob@b.example',
    'ann@a.example\r\nBcc: bob@b.example',
    'Ann <ann@a.example>',
    'a@b@c.example',
    'deleted-1@invalid',
    'ann@users.INVALID',
  ])('refuses the address %j for good', (email) => {
    expect(() => mailOf(delivery([notice()], { email }), SENDER)).toThrow(Undeliverable);
  });

  it('is the same at every try', () => {
    expect(mailOf(delivery([notice()]), SENDER)).toEqual(mailOf(delivery([notice()]), SENDER));
  });

  it('has no line break in a header, whatever the names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, title) => {
        const given = [`${name}\r\nBcc: eve@evil.example`, `${title}\n\nbody`] as const;
        const mail = mailOf(delivery([notice({ title: given[1] })], { fullName: given[0] }), SENDER);
        for (const header of [mail.to.name, mail.to.address, mail.subject, mail.messageId])
          expect(header).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});
