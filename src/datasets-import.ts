import { MikroORM, RequestContext } from '@mikro-orm/postgresql';
import { NestFactory } from '@nestjs/core';
import { parseArgs } from 'node:util';
import { DatasetsImportCommandModule } from './datasets-import.module.js';
import { DatasetImporter } from './modules/datasets/import/dataset-importer.service.js';
import { fileRecords } from './modules/datasets/import/file-records.js';
import { reportHeader, reportLine } from './modules/datasets/import/import-report.js';
import { tableRecords } from './modules/datasets/import/table-records.js';

const USAGE = `usage: datasets:import <file.json | file.jsonl | file.csv | postgres-url> --user <email | id> [--dry-run]`;

/** Exit codes: 0 all rows are there, 1 some were refused or the source broke off, 2 wrong usage. */
const { values, positionals } = parseArgs({
  options: { user: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
  allowPositionals: true,
});
const [source] = positionals;
if (source === undefined || positionals.length > 1 || values.user === undefined) {
  console.error(USAGE);
  process.exit(2);
}
const user = values.user;
const dryRun = values['dry-run'];
const context = await NestFactory.createApplicationContext(DatasetsImportCommandModule, {
  logger: ['error', 'fatal'],
  abortOnError: false,
});
const count = { created: 0, present: 0, refused: 0 };
try {
  const importer = context.get(DatasetImporter, { strict: false });
  const inContext = <T>(work: () => Promise<T>): Promise<T> =>
    RequestContext.create(context.get(MikroORM, { strict: false }).em, work);
  const userId = await inContext(() => importer.userOf(user));
  console.log(reportHeader());
  const records = /^postgres(ql)?:\/\//.test(source) ? tableRecords(source) : fileRecords(source);
  for await (const record of records) {
    const outcome = await inContext(() => importer.import(userId, record, dryRun));
    count[outcome.outcome] += 1;
    console.log(reportLine(outcome));
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await context.close();
}
const { created, present, refused } = count;
console.log(`${dryRun ? 'would be created' : 'created'} ${created}, present ${present}, refused ${refused}`);
if (refused > 0) process.exitCode = 1;
