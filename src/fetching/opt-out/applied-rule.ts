/** How owners of sites and of this installation say no. */
export const RULE_SIGNALS = [
  'robots_txt',
  'x_robots_tag',
  'tdmrep',
  'tdm_reservation',
  'content_usage',
  'content_signal',
  'block_rule',
] as const;
export type RuleSignal = (typeof RULE_SIGNALS)[number];

/** The rule that a URL was left aside for, word for word. Plain data: it is stored with the candidate. */
export interface AppliedRule {
  signal: RuleSignal;
  /** The line or header as it was met, at most 500 characters. */
  text: string;
  /** Where it stands: the address of the file or of the answer; the id of a block rule. */
  where: string;
  /** When it was read, ISO 8601. */
  seen_at: string;
}

const clean = (part: string, length: number): string => part.replaceAll('\0', '').toWellFormed().slice(0, length);

/** At most 500 characters of text and 2,000 of the place, without what PostgreSQL cannot store. */
export function appliedRule(signal: RuleSignal, text: string, where: string, seenAt: string | Date): AppliedRule {
  const seen = typeof seenAt === 'string' ? seenAt : seenAt.toISOString();
  return { signal, text: clean(text, 500), where: clean(where, 2_000), seen_at: seen };
}
