import { comparablePath, matchesPath } from './path-pattern.js';

/** One Allow or Disallow line. */
export interface PathRule {
  allow: boolean;
  /** As `comparablePattern` spells it. */
  pattern: string;
  /** As the file has it. */
  text: string;
}

/** One Content-Usage or Content-Signal line. */
export interface UsageRule {
  refused: boolean;
  /** What it is about; the empty pattern: everything. */
  pattern: string;
  text: string;
}

/** What a robots.txt says to us: the groups that name us, else those for everybody. Plain data. */
export interface RobotsRules {
  rules: PathRule[];
  usage: UsageRule[];
  /** Least time between two requests, at most a minute. */
  crawlDelayMs: number | null;
}

/** The Disallow line that forbids the path with its query; null when it may be fetched. Longest match, then Allow. */
export function forbiddenBy({ rules }: RobotsRules, pathAndQuery: string): PathRule | null {
  if (pathAndQuery === '/robots.txt') return null;
  const path = comparablePath(pathAndQuery);
  let best: PathRule | null = null;
  for (const rule of rules) {
    if (best && rule.pattern.length < best.pattern.length) continue;
    if (best && rule.pattern.length === best.pattern.length && (best.allow || !rule.allow)) continue;
    if (matchesPath(rule.pattern, path)) best = rule;
  }
  return best?.allow === false ? best : null;
}

/** The line that refuses training on what lies at the path; null when none does. The longest match decides, then refusal. */
export function trainingRefusedBy({ usage }: RobotsRules, pathAndQuery: string): UsageRule | null {
  const path = comparablePath(pathAndQuery);
  let best: UsageRule | null = null;
  for (const rule of usage) {
    if (best && rule.pattern.length < best.pattern.length) continue;
    if (best && rule.pattern.length === best.pattern.length && (best.refused || !rule.refused)) continue;
    if (matchesPath(rule.pattern, path)) best = rule;
  }
  return best?.refused === true ? best : null;
}
