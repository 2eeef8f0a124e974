import { resultOf } from './vitest-check.js';

const report = (numPassedTests: number, numFailedTests: number) => JSON.stringify({ numPassedTests, numFailedTests });

describe('resultOf', () => {
  it.each([
    ['all passed', report(7, 0), 0, 7, 0],
    ['some failed', report(5, 2), 1, 5, 2],
    ['a file that does not load', report(5, 0), 1, 5, 1],
    ['no test at all', report(0, 0), 0, 0, 1],
    ['no report after a crash', null, 1, 0, 1],
    ['no report although the run says that all is well', null, 0, 0, 1],
  ])('%s', (_name, text, code, passed, failed) => {
    expect(resultOf(text, code)).toMatchObject({ passed, failed });
  });
});
