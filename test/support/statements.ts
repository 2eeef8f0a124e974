import { Client } from 'pg';

/** SQL that this process sends while `work` runs, in order: whatever goes through the driver is counted, BEGIN and COMMIT too. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const query = vi.spyOn(Client.prototype, 'query');
  try {
    await work();
    return query.mock.calls.map((call: unknown[]) => JSON.stringify(call[0]));
  } finally {
    query.mockRestore();
  }
}
