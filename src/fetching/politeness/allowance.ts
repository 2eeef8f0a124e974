import type { RequestLimit } from './request-budget.js';

/** What a server lets one client of it ask. Kept by all processes together; without Redis by each for itself. */
export interface Allowance {
  /** Who shares it: the API, and the key that it counts by. */
  name: string;
  /** Those that no header tells. */
  limits: readonly RequestLimit[];
  /** For how many milliseconds nothing is left, as an answer's headers say; 0: something is. */
  emptyMs?: (headers: Readonly<Record<string, string>>) => number;
}
