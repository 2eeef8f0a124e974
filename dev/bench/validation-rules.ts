import { AspectRule } from '../../src/modules/validation/rules/aspect.rule.js';
import { BlurryRule } from '../../src/modules/validation/rules/blurry.rule.js';
import { ExactDuplicateRule } from '../../src/modules/validation/rules/exact-duplicate.rule.js';
import { FormatRule } from '../../src/modules/validation/rules/format.rule.js';
import { LabelConflictRule } from '../../src/modules/validation/rules/label-conflict.rule.js';
import { NearDuplicateRule } from '../../src/modules/validation/rules/near-duplicate.rule.js';
import { OddSizeRule } from '../../src/modules/validation/rules/odd-size.rule.js';
import type {
  CheckedImage,
  ParameterValues,
  ValidationRule,
} from '../../src/modules/validation/rules/validation-rule.js';
import { openBenchDatabase } from './duplicates-database.js';

/**
 * What rules cost beyond the decode, in microseconds an image: some that compute, and the two that ask the database. Reads
 * the project that `dev/bench/duplicates.ts --keep` has left.
 */
const BATCH = 40;
const BATCHES = 100;

const database = await openBenchDatabase('pixcrawler_bench_duplicates', true);
const { client, em, inContext } = database;
try {
  const rules = [
    new FormatRule(),
    new AspectRule(),
    new OddSizeRule(),
    new BlurryRule(),
    new LabelConflictRule(),
    new ExactDuplicateRule(em),
    new NearDuplicateRule(em),
  ];
  const { rows: count } = await client.query<{ n: number }>('select count(*)::int as n from images');
  console.log(`${count[0]!.n} images, batches of ${BATCH}`);
  const batches: CheckedImage[][] = [];
  for (let n = 0; n < BATCHES; n++) batches.push(await nextImages());
  for (const rule of rules) await inContext(() => time(rule, batches));
} finally {
  await database.close();
}

async function time(rule: ValidationRule, batches: readonly CheckedImage[][]): Promise<void> {
  const values: ParameterValues = Object.fromEntries(rule.parameters.map((one) => [one.name, one.default]));
  const start = performance.now();
  for (const images of batches) await rule.measure(images, values);
  const micros = (1_000 * (performance.now() - start)) / (BATCH * BATCHES);
  console.log(`| ${rule.name} | ${micros.toFixed(2)} |`);
}

/** Somewhere in the project, each time elsewhere. */
async function nextImages(): Promise<CheckedImage[]> {
  const { rows } = await client.query<CheckedImage>(
    `select id, project_id as "projectId", format, width, height, file_size as "fileSize", sha256, license,
            original_url as url, array[keyword] as keywords, true as decoded,
            '{"brightest": 0.9, "darkest": 0.1, "sharpness": 400, "entropy": 7, "colorShare": 0.6}'::jsonb as pixels
       from images where id > $1 order by id limit ${BATCH}`,
    [crypto.randomUUID()],
  );
  return rows;
}
