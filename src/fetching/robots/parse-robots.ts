import { comparablePattern } from './path-pattern.js';
import type { RobotsRules } from './robots-rules.js';
import { trainingPreference } from './usage-preference.js';

/** RFC 9309 wants at least 500 KiB read; what follows is ignored. */
export const MAX_ROBOTS_BYTES = 512_000;
const MAX_CRAWL_DELAY_MS = 60_000;
const MAX_PATTERN_LENGTH = 8_192;
const USER_AGENT = /^user[ -]?agent$/;
const DISALLOW = /^d(is+al+ow|isal+aw|iasllow)$/;

interface Group extends RobotsRules {
  agents: Set<string>;
}

/** `PixCrawler` of `PixCrawler/1.0 (+https://…)`: what robots.txt files call us, compared without case. */
export function productToken(userAgent: string): string {
  return /^[a-z_-]+/i.exec(userAgent)?.[0].toLowerCase() ?? '';
}

/** What the file says to `token`. Reads whatever is readable and never throws: a page of HTML has no rules. */
export function parseRobots(text: string, token: string): RobotsRules {
  const groups: Group[] = [];
  let open: Group | null = null;
  let hasRules = false;
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const bare = line.split('#', 1)[0] ?? '';
    const colon = bare.indexOf(':');
    if (colon < 0) continue;
    const name = bare.slice(0, colon).trim().toLowerCase();
    const value = bare.slice(colon + 1).trim();
    if (USER_AGENT.test(name)) {
      // Sitemap, Crawl-delay and what nobody knows do not end a group's list of agents; rules do
      if (!open || hasRules) groups.push((open = { agents: new Set(), rules: [], usage: [], crawlDelayMs: null }));
      open.agents.add(value.startsWith('*') ? '*' : productToken(value));
      hasRules = false;
    } else if (open && (name === 'allow' || DISALLOW.test(name))) {
      hasRules = true;
      if (value === '' || value.length > MAX_PATTERN_LENGTH) continue;
      const allow = name === 'allow';
      const shown = `${allow ? 'Allow' : 'Disallow'}: ${value.slice(0, 300)}`;
      open.rules.push({ allow, pattern: comparablePattern(value), text: shown });
    } else if (open) extend(open, name, value);
  }
  const own = groups.filter(({ agents }) => agents.has(token));
  return merged(own.length > 0 ? own : groups.filter(({ agents }) => agents.has('*')));
}

function extend(group: Group, name: string, value: string): void {
  if (name === 'crawl-delay') {
    const seconds = /^\d{1,9}(\.\d+)?$/.test(value) ? Number(value) : 0;
    if (seconds > 0) group.crawlDelayMs = Math.min(seconds * 1_000, MAX_CRAWL_DELAY_MS);
  } else if (name === 'content-usage' || name === 'content-signal') {
    const [, path = '', preference = ''] = /^(\/\S*)?\s*(.*)$/.exec(value.slice(0, MAX_PATTERN_LENGTH)) ?? [];
    const said = trainingPreference(preference);
    if (said === null) return;
    const shown = `${name === 'content-usage' ? 'Content-Usage' : 'Content-Signal'}: ${value.slice(0, 300)}`;
    group.usage.push({ refused: said === 'refused', pattern: comparablePattern(path), text: shown });
  }
}

function merged(groups: readonly Group[]): RobotsRules {
  const delays = groups.flatMap(({ crawlDelayMs }) => crawlDelayMs ?? []);
  return {
    rules: groups.flatMap(({ rules }) => rules),
    usage: groups.flatMap(({ usage }) => usage),
    crawlDelayMs: delays.length > 0 ? Math.max(...delays) : null,
  };
}
