import type { LaneEnd } from './lane-end.js';
import type { LaneRow } from './lanes.repository.js';
import { isAnswered, shortfallOf } from './shortfall.js';

const lane = (slice: string, laneEnd: LaneEnd | null, stored = 0, source = 'a'): LaneRow => ({
  keyword: 'cat',
  source,
  slice,
  stored,
  open: 0,
  openChunks: 0,
  named: 0,
  discovering: false,
  leftover: 0,
  ended: laneEnd !== null,
  cursor: null,
  laneEnd,
  detail: laneEnd && `${slice}: ${laneEnd}`,
  restMs: 0,
});

describe('shortfallOf', () => {
  it('is null for a job that has all its pictures', () => {
    expect(shortfallOf(10, [lane('', null, 6), lane('s1', 'blocked', 4)])).toBeNull();
  });

  it('explains each keyword at each source, its slices beneath', () => {
    const lanes = [lane('', 'exhausted', 5), lane('s1', 'exhausted', 2), lane('', 'blocked', 1, 'b')];
    expect(shortfallOf(10, lanes)).toEqual({
      missing: 2,
      lanes: [
        {
          keyword: 'cat',
          source: 'a',
          end: 'exhausted',
          stored: 7,
          slices: [{ slice: 's1', end: 'exhausted', stored: 2 }],
        },
        { keyword: 'cat', source: 'b', end: 'blocked', detail: ': blocked', stored: 1 },
      ],
    });
  });

  it('says what the search that had trouble said', () => {
    const lanes = [lane('', 'exhausted'), lane('s1', 'bad_request'), lane('s2', 'quota'), lane('s3', 'blocked')];
    expect(shortfallOf(1, lanes)?.lanes).toMatchObject([{ end: 'quota', detail: 's2: quota' }]);
  });

  const ends: [LaneEnd[], LaneEnd, boolean][] = [
    [['exhausted', 'exhausted'], 'exhausted', true],
    [['exhausted', 'low_yield'], 'low_yield', true],
    [['exhausted', 'low_yield', 'blocked'], 'blocked', false],
    [['exhausted', 'bad_request'], 'exhausted', true],
    [['bad_request'], 'bad_request', false],
    [['quota'], 'quota', false],
  ];
  it.each(ends)('%j: %s', (laneEnds, end, answered) => {
    const lanes = laneEnds.map((each, i) => lane(i === 0 ? '' : `s${i}`, each));
    expect(shortfallOf(1, lanes)?.lanes).toMatchObject([{ end }]);
    expect(isAnswered(lanes)).toBe(answered);
  });
});
