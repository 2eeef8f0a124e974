import { Client } from 'pg';
import { UnreadableSource, type LegacyRecord } from './legacy-record.js';

const BATCH = 500;

/** Rows of the table `datasets` of another database, as one snapshot that nobody waits for. Throws UnreadableSource. */
export async function* tableRecords(url: string): AsyncGenerator<LegacyRecord> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // the query that it breaks tells
  try {
    await client.connect();
    await client.query('begin isolation level repeatable read read only');
    await client.query('declare old_rows no scroll cursor for select to_jsonb(d) as row from datasets d order by d.id');
    let number = 0;
    for (let rows = BATCH; rows === BATCH;) {
      const answer = await client.query<{ row: unknown }>(`fetch ${BATCH} from old_rows`);
      rows = answer.rows.length;
      for (const { row } of answer.rows) yield { place: `row ${++number}`, value: row };
    }
  } catch (error) {
    throw new UnreadableSource(`the database: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}
