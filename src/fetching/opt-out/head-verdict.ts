import { trainingPreference } from '../robots/usage-preference.js';
import { appliedRule, type AppliedRule } from './applied-rule.js';
import { reservedBy, type TdmRule } from './tdm-reservation.js';
import { refusalInRobotsTag } from './x-robots-tag.js';

/** Header fields by lower-case name, one text per line of the answer. */
export type HeaderLines = Readonly<Record<string, string | string[] | undefined>>;

/** What the head of an answer, together with the site's tdmrep.json, forbids; null when the picture may be used. */
export function headVerdict(
  url: URL,
  headers: HeaderLines,
  tdm: readonly TdmRule[],
  token: string,
  now = new Date(),
): AppliedRule | null {
  const lines = (name: string): string[] => [headers[name] ?? []].flat();
  const tag = refusalInRobotsTag(lines('x-robots-tag'), token);
  if (tag !== null) return appliedRule('x_robots_tag', `X-Robots-Tag: ${tag}`, url.href, now);
  for (const [name, signal] of [
    ['content-usage', 'content_usage'] as const,
    ['content-signal', 'content_signal'] as const,
  ]) {
    const value = lines(name).join(', ');
    if (trainingPreference(value) === 'refused') return appliedRule(signal, `${name}: ${value}`, url.href, now);
  }
  // the header speaks of this very answer and overrides the file
  const reservation = lines('tdm-reservation')[0]?.trim();
  if (reservation === '1') {
    const policy = lines('tdm-policy')[0];
    const shown = `tdm-reservation: 1${policy === undefined ? '' : `; tdm-policy: ${policy}`}`;
    return appliedRule('tdm_reservation', shown, url.href, now);
  }
  if (reservation === '0') return null;
  const entry = reservedBy(tdm, url.pathname + url.search);
  return entry && appliedRule('tdmrep', entry.text, `${url.origin}/.well-known/tdmrep.json`, now);
}
