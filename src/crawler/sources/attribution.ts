import type { License } from './license.js';

/** What a credit line is made of; null where the source is silent. */
export interface Credit {
  title: string | null;
  creator: string | null;
  creatorUrl: string | null;
  license: License | null;
  /** Name of the source, for people. */
  source: string;
  pageUrl: string | null;
}

/** Title, author, source, licence in one line; null when neither author nor licence is known, for then there is nothing to credit. */
export function attributionOf({ title, creator, creatorUrl, license, source, pageUrl }: Credit): string | null {
  if (creator === null && license === null) return null;
  const work = title === null ? 'Untitled' : `"${title}"`;
  const author = creator === null ? '' : ` by ${linked(creator, creatorUrl)}`;
  const terms = license === null ? '' : `, ${linked(license.name, license.url)}`;
  return `${work}${author}${terms}, via ${linked(source, pageUrl)}`;
}

function linked(text: string, url: string | null): string {
  return url === null ? text : `${text} (${url})`;
}
