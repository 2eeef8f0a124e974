import { NOTIFICATION_CATEGORIES } from '../notification-category.js';
import type { NotificationRow } from '../notification.row.js';
import { Undeliverable, type Delivery } from './delivery.js';

export interface Sender {
  /** Address, or a name with the address in angle brackets. */
  from: string;
  /** Address of the API without a final slash; without it mails hold no links. */
  publicUrl: string | undefined;
}

export interface Mail {
  from: string;
  to: { name: string; address: string };
  subject: string;
  messageId: string;
  headers: Record<string, string>;
  text: string;
  html: string;
}

/** Notices in one digest; the rest are counted. */
const MAX_LISTED = 100;
/** One address and nothing around it: what goes into the envelope must not be read as more. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]{1,64}@[^\s<>()[\]\\,;:"@\p{Cc}]{1,255}$/u;

/** The top-level domain that is for addresses which do not exist (RFC 2606), such as those of profiles without one. */
const NOWHERE = /[@.]invalid$/i;

/** The mail of a delivery, the same at every try. Throws Undeliverable when the user has no address. */
export function mailOf({ id, recipient, notices }: Delivery, { from, publicUrl }: Sender): Mail {
  const address = recipient.email ?? '';
  if (!ADDRESS.test(address) || NOWHERE.test(address))
    throw new Undeliverable('The profile has no usable e-mail address');
  const [first] = notices;
  const subject = notices.length === 1 && first ? first.title : `PixCrawler: ${notices.length} notifications`;
  const listed = notices.slice(0, MAX_LISTED);
  const more = notices.length - listed.length;
  const linkOf = (notice: NotificationRow): string | null =>
    publicUrl !== undefined && notice.action_url !== null ? `${publicUrl}${notice.action_url}` : null;
  return {
    from,
    to: { name: oneLine(recipient.fullName ?? ''), address },
    subject: oneLine(subject),
    messageId: `<${id}@${domainOf(from)}>`,
    headers: { 'Auto-Submitted': 'auto-generated' }, // RFC 3834: no out-of-office answers
    text: textOf(listed, more, linkOf),
    html: htmlOf(listed, more, linkOf),
  };
}

function textOf(notices: readonly NotificationRow[], more: number, linkOf: LinkOf): string {
  const parts = notices.map((notice) => [notice.title, notice.message, linkOf(notice)].filter(Boolean).join('\n'));
  if (more > 0) parts.push(moreThan(more));
  return `${[...parts, `-- \n${reasonOf(notices)}`].join('\n\n')}\n`;
}

function htmlOf(notices: readonly NotificationRow[], more: number, linkOf: LinkOf): string {
  const parts = notices.map((notice) => {
    const link = linkOf(notice);
    const title = link === null ? escape(notice.title) : `<a href="${escape(link)}">${escape(notice.title)}</a>`;
    return `<p><strong>${title}</strong><br>${escape(notice.message)}</p>`;
  });
  if (more > 0) parts.push(`<p>${moreThan(more)}</p>`);
  return `<!doctype html><html lang="en"><body>${parts.join('')}<p><small>${escape(reasonOf(notices))}</small></p></body></html>`;
}

type LinkOf = (notice: NotificationRow) => string | null;

const moreThan = (count: number): string => `And ${count} more, which the list of notifications shows.`;

function reasonOf(notices: readonly NotificationRow[]): string {
  const categories = new Set(notices.map(({ category }) => NOTIFICATION_CATEGORIES[category].split(/[;,]/, 1)[0]));
  return `You are told because mail is on in your notification preferences. Categories: ${[...categories].join('; ')}.`;
}

/** A line break in a header would begin another header. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const domainOf = (from: string): string => /@([^\s<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
