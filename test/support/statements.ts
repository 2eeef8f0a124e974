import { Client } from 'pg';

/** Counters that are kept in memory and written by a timer, whoever asks meanwhile. */
const BY_TIMER = /deprecation_usage|usage_metrics/;

/** SQL that `work` sends, in order: whatever goes through the driver is counted, BEGIN and COMMIT too. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    const statements = query.mock.calls.map((call: unknown[]) => JSON.stringify(call[0]));
    return statements.filter((statement) => !BY_TIMER.test(statement));
  } finally {
    query.mockRestore();
  }
}
