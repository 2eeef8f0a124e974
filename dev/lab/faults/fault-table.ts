import { stableFraction } from '../corpus/stable-hash.js';

/** How often a listed picture misbehaves: never, as the table says, or four times as often with the hostile kinds added. */
export type FaultLevel = 'none' | 'default' | 'heavy';
export const FAULT_LEVELS: readonly FaultLevel[] = ['none', 'default', 'heavy'];

/** Share of all candidates that show each fault, in per mille: [default, heavy]. README.md explains each kind. */
const RATES = {
  slow: [10, 40],
  '404': [10, 40],
  '429': [8, 32],
  '503': [8, 32],
  redirect: [8, 32],
  duplicate: [10, 40],
  cut: [6, 24],
  truncated: [6, 24],
  html: [6, 24],
  'redirect-loop': [3, 12],
  tiny: [3, 12],
  oversized: [2, 8],
  '403': [0, 4],
  '410': [0, 4],
  '500': [0, 4],
  empty: [0, 4],
  'wrong-type': [0, 4],
  svg: [0, 4],
  reset: [0, 4],
  noai: [0, 4],
  robots: [0, 4],
  'redirect-chain': [0, 4],
  'redirect-private': [0, 4],
  'redirect-file': [0, 4],
  'pixel-bomb': [0, 4],
  'gzip-bomb': [0, 4],
  // These cost a client its whole deadline or byte limit, so they only come when asked for.
  hang: [0, 0],
  drip: [0, 0],
  endless: [0, 0],
  '429-forever': [0, 0],
  // other ways of owners to say no; asked for by tests of opt-out
  tdmrep: [0, 0],
  'tdm-reservation': [0, 0],
  'content-usage': [0, 0],
  'content-signal': [0, 0],
} as const satisfies Record<string, readonly [number, number]>;

export type FaultName = keyof typeof RATES;
/** What an address may demand instead of leaving it to the picture's id. */
export type ForcedFault = FaultName | 'none';
export const FAULT_NAMES = Object.keys(RATES).filter(isFaultName);

export function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(RATES, name);
}

/** The kinds that the default level deals out. */
export const USUAL_FAULTS = FAULT_NAMES.filter((name) => RATES[name][0] > 0);

/** Fraction of all candidates that misbehave at this level. */
export function faultRate(level: FaultLevel): number {
  return FAULT_NAMES.reduce((sum, name) => sum + perMille(name, level), 0) / 1000;
}

/** What this picture does at this level: a function of its id alone. null: it behaves. */
export function faultOf(pictureId: string, level: FaultLevel): FaultName | null {
  if (level === 'none') return null;
  let left = stableFraction(pictureId, 'fault') * 1000;
  for (const name of FAULT_NAMES) {
    left -= perMille(name, level);
    if (left < 0) return name;
  }
  return null;
}

function perMille(name: FaultName, level: FaultLevel): number {
  return level === 'none' ? 0 : RATES[name][level === 'default' ? 0 : 1];
}
