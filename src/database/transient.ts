import { setTimeout } from 'node:timers/promises';

// serialization failure, deadlock, lock timeout, admin or crash shutdown, cannot connect now, too many connections
const SQLSTATES = /^(40001|40P01|55P03|57P0[123]|53300|08...)$/;
const MESSAGES =
  /connection terminated|connection ended|econnre|socket hang up|timeout exceeded when trying to connect/i;

/** True for a database error that a repeat of the whole transaction may cure. */
export function isTransient(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code = 'code' in e && typeof e.code === 'string' ? e.code : '';
    if (SQLSTATES.test(code) || MESSAGES.test(e.message) || MESSAGES.test(code)) return true;
  }
  return false;
}

/**
 * Repeats a transaction over deadlocks, restarts and lost connections. The work must be idempotent or guarded, because
 * a COMMIT whose answer was lost is repeated too.
 */
export async function retryTransient<T>(work: () => Promise<T>, tries = 6): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= tries || !isTransient(error)) throw error;
      await setTimeout(Math.random() * 100 * 2 ** attempt); // full jitter, at most 6.4 s in the end
    }
  }
}
