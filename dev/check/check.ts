import { runTool } from './command.js';

/** Counts as `npm test` sums them up. `output` explains a failure that has not been shown yet. */
export interface CheckResult {
  passed: number;
  failed: number;
  output: string;
}

export interface Check {
  name: string;
  run(): Promise<CheckResult>;
}

/** A check that is one run of a tool and counts as one test. */
export function toolCheck(name: string, tool: string, ...args: string[]): Check {
  return {
    name,
    run: async () => {
      const { code, output } = await runTool(tool, args);
      return code === 0 ? passedOnce() : failedOnce(output);
    },
  };
}

export const passedOnce = (): CheckResult => ({ passed: 1, failed: 0, output: '' });
export const failedOnce = (output: string): CheckResult => ({ passed: 0, failed: 1, output });
