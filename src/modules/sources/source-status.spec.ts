import type { SourceState } from '../../crawler/sources/source-health.js';
import { statusOf } from './source-status.js';

const nothing: SourceState = { lastSuccessAt: null, lastFailureAt: null, lastFailure: null, restsUntil: null };
const earlier = new Date(1_000);
const later = new Date(2_000);

describe('statusOf', () => {
  const cases: [string, boolean, Partial<SourceState>][] = [
    ['unknown', true, {}],
    ['ok', true, { lastSuccessAt: earlier }],
    ['ok', true, { lastSuccessAt: later, lastFailureAt: earlier }],
    ['failing', true, { lastSuccessAt: earlier, lastFailureAt: later }],
    ['failing', true, { lastFailureAt: earlier }],
    ['resting', true, { lastSuccessAt: later, restsUntil: later }],
    ['unconfigured', false, { lastSuccessAt: later, restsUntil: later }],
  ];
  it.each(cases)('%s: configured %s, %j', (status, configured, state) => {
    expect(statusOf(configured, { ...nothing, ...state })).toBe(status);
  });
});
