import { mkdir, readFile, rm } from 'node:fs/promises';
import { inProject } from '../start/project.js';
import type { Check, CheckResult } from './check.js';
import { runTool } from './command.js';

/** The counts in the report of vitest's `json` reporter. */
interface Report {
  numPassedTests: number;
  numFailedTests: number;
}

/** The tests of one vitest project; what they say is shown as it comes. */
export function vitestCheck(project: string): Check {
  return {
    name: project,
    run: async () => {
      const folder = inProject('.data', 'test');
      const file = `${folder}/${project}.json`;
      await mkdir(folder, { recursive: true });
      await rm(file, { force: true }); // an older report would speak for a run that crashed
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
      const { code } = await runTool('vitest', ['run', '--project', project, ...reporters], true);
      return resultOf(await readFile(file, 'utf8').catch(() => null), code);
    },
  };
}

/** A run that failed without a failed test (a file that does not load, an unhandled rejection, a crash) counts as one failure. */
export function resultOf(report: string | null, code: number): CheckResult {
  const { numPassedTests: passed, numFailedTests: failed }: Report =
    report === null ? { numPassedTests: 0, numFailedTests: 0 } : JSON.parse(report);
  const isEmpty = passed + failed === 0;
  return {
    passed,
    failed: code === 0 && !isEmpty ? failed : Math.max(failed, 1),
    output: isEmpty ? 'no test ran' : '',
  };
}
