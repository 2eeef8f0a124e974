import { MikroORM } from '@mikro-orm/postgresql';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ormConfig from '../../mikro-orm.config.js';

const PROJECT = join(import.meta.dirname, '..', '..');
const DOCUMENT = readFileSync(join(PROJECT, 'docs/schema.md'), 'utf8');
/** What all migrations do on their way up. */
const MIGRATIONS = globSync('migrations/Migration*.ts', { cwd: PROJECT })
  .map((file) => readFileSync(join(PROJECT, file), 'utf8').split('override down()', 1)[0])
  .join('\n');

/** Names in the first column of a section's table: rows that begin with a name in backquotes. */
function documentedColumns(heading: string): string[] {
  const section = DOCUMENT.split(/^(?=##)/m).find((part) => part.startsWith(`${heading}\n`));
  return [...(section ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name ?? '');
}

/** Columns of each table, as the ORM derives them from the entities; it connects to nothing. */
const TABLES = [...new MikroORM({ ...ormConfig, logger: () => {} }).getMetadata().getAll().values()].map((meta) => ({
  table: meta.tableName,
  columns: meta.props.flatMap((property) => property.fieldNames ?? []),
}));

describe('docs/schema.md', () => {
  const common = documentedColumns('## Every table');

  it('knows what every table has', () => {
    expect(TABLES.length).toBeGreaterThanOrEqual(15);
    expect(common).toEqual(['id', 'created_at', 'updated_at']);
  });

  it.each(TABLES)('lists the columns of $table, and no other', ({ table, columns }) => {
    const own = columns.filter((column) => !common.includes(column));
    expect(documentedColumns(`### ${table}`).toSorted()).toEqual(own.toSorted());
  });

  it.each(TABLES)('draws $table', ({ table }) => {
    const diagram = /```mermaid\n([^`]*)```/.exec(DOCUMENT)?.[1] ?? '';
    expect(diagram).toMatch(new RegExp(`\\b${table}\\b`));
  });

  it('names every index and unique constraint that the migrations leave', () => {
    const made = MIGRATIONS.matchAll(/create (?:unique )?index "(\w+)"|add constraint "(\w+)" unique/g);
    const gone = [...MIGRATIONS.matchAll(/drop (?:index|constraint) "(\w+)"/g)].map(([, name]) => name);
    const names = [...made]
      .map(([, index, constraint]) => index ?? constraint ?? '')
      .filter((name) => !gone.includes(name));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => !DOCUMENT.includes(`\`${name}\``))).toEqual([]);
  });
});
