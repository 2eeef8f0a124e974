import type { SourcePolicy } from './image-source.js';
import { policyReasons } from './policy-reasons.js';

const free: SourcePolicy = {
  mode: 'api',
  bulk: 'yes',
  training: 'yes',
  hotlink: 'allowed',
  attribution: 'none',
  downloadTracking: false,
  note: '',
  url: '',
};

describe('policyReasons', () => {
  const cases: [Partial<SourcePolicy>, string[]][] = [
    [{}, []],
    [{ training: 'per_item', attribution: 'required', hotlink: 'unknown' }, []],
    [{ hotlink: 'forbidden' }, []],
    [{ downloadTracking: true }, []], // downloads are reported
    [{ training: 'no' }, ['training-forbidden']],
    [{ training: 'unknown' }, ['training-unknown']],
    [{ bulk: 'no' }, ['bulk-forbidden']],
    [{ bulk: 'limited' }, ['bulk-limited']],
    [{ bulk: 'unknown' }, ['bulk-unknown']],
    [{ hotlink: 'required' }, ['hotlink-required']],
    [{ bulk: 'no', training: 'no', hotlink: 'required' }, ['training-forbidden', 'bulk-forbidden', 'hotlink-required']],
    [{ bulk: 'no', training: 'unknown', mode: 'scrape' }, ['bulk-forbidden', 'training-unknown']],
  ];
  it.each(cases)('%j: %j', (terms, reasons) => expect(policyReasons({ ...free, ...terms })).toEqual(reasons));
});
