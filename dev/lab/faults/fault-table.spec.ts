import { FAULT_NAMES, faultOf, faultRate, USUAL_FAULTS, type FaultLevel } from './fault-table.js';

const IDS = Array.from({ length: 40_000 }, (_, i) => `X${i}`);

function counts(level: FaultLevel): Map<string, number> {
  const found = new Map<string, number>();
  for (const id of IDS) {
    const fault = faultOf(id, level) ?? 'fine';
    found.set(fault, (found.get(fault) ?? 0) + 1);
  }
  return found;
}

describe('faults', () => {
  it('are 8 % by default, and none when switched off', () => {
    expect(faultRate('default')).toBeCloseTo(0.08, 10);
    expect(faultRate('none')).toBe(0);
    expect([...counts('none').keys()]).toEqual(['fine']);
  });

  it.each(['default', 'heavy'] as const)('come at the stated rate (%s)', (level) => {
    const faulty = IDS.length - (counts(level).get('fine') ?? 0);
    expect(faulty / IDS.length).toBeCloseTo(faultRate(level), 2);
  });

  it('deal out each usual kind, and nothing that costs a deadline unless asked for', () => {
    expect([...counts('default').keys()].filter((name) => name !== 'fine').sort()).toEqual(USUAL_FAULTS.toSorted());
    for (const level of ['default', 'heavy'] as const) {
      const found = counts(level);
      expect(['hang', 'drip', 'endless', '429-forever'].filter((name) => found.has(name))).toEqual([]);
    }
    expect(counts('heavy').size).toBe(FAULT_NAMES.length - 8 + 1);
  });

  it('depend on the id alone', () => {
    expect(IDS.slice(0, 1000).map((id) => faultOf(id, 'heavy'))).toEqual(
      IDS.slice(0, 1000).map((id) => faultOf(id, 'heavy')),
    );
    // Raising the level never heals a picture.
    expect(IDS.filter((id) => faultOf(id, 'default') && !faultOf(id, 'heavy'))).toEqual([]);
  });
});
