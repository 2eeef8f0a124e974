import { startServices } from '../services/start-services.js';
import { inProject } from '../start/project.js';
import { compare, type Answer } from './compare.js';
import { exportsOf } from './exported-job.js';
import { loadWith } from './load-with.js';
import { NoClients, pythonWith } from './python-environment.js';

const USAGE = 'usage: npm run test:loaders [-- --all] [-- --install] [-- <format> …]';
const ALL = '--all';
const INSTALL = '--install';

/**
 * `npm run test:loaders`: exports one job in every format, loads each export with the real clients from PyPI, and compares
 * what they find with the database. `--all`: also those that need torch. `--install`: only makes the clients ready. Where
 * there is no PyPI it says so, and passes.
 */
const given = process.argv.slice(2);
const formats = given.filter((word) => word !== ALL && word !== INSTALL);
if (formats.some((word) => word.startsWith('-'))) {
  console.error(USAGE);
  process.exit(2);
}
const torch = given.includes(ALL);
const pins = torch ? ['requirements.txt', 'requirements-torch.txt'] : ['requirements.txt'];
try {
  const python = await pythonWith(pins, inProject('.data', 'loaders', torch ? 'venv-torch' : 'venv'));
  if (!given.includes(INSTALL)) process.exitCode = (await run(python)) ? 0 : 1;
} catch (error) {
  if (!(error instanceof NoClients)) throw error;
  console.log(`loaders are not tested: ${error.message}`);
}

async function run(python: string): Promise<boolean> {
  const services = await startServices({ log: (line) => console.error(line) });
  let failed = 0;
  try {
    console.log('| format | reader | rows | rows, labels, splits and bytes as in the database |\n|---|---|---|---|');
    for await (const { format, folder, expected } of exportsOf(services.adminUrl, formats)) {
      const answers: Answer[] = await loadWith(python, format, folder, torch);
      if (answers.length === 0) throw new Error(`${format} was not loaded`);
      for (const answer of answers) {
        const rows = answer.reader === 'mlcroissant' ? expected.manifest : expected.own;
        const wrong = compare(format, answer, rows);
        if (wrong !== null) failed += 1;
        console.log(
          `| ${format} | ${answer.reader} | ${answer.rows?.length ?? 0} of ${rows.length} | ${wrong ?? 'equal'} |`,
        );
      }
    }
  } finally {
    await services.stop();
  }
  console.log(failed === 0 ? 'every loader found what was exported' : `${failed} loaders did not`);
  return failed === 0;
}
