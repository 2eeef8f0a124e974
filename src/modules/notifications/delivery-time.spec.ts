import * as fc from 'fast-check';
import { deliveryTime, DIGESTS, type Timing } from './delivery-time.js';

const BERLIN = 'Europe/Berlin';
const LORD_HOWE = 'Australia/Lord_Howe'; // changes its clocks by half an hour
const KOLKATA = 'Asia/Kolkata';
const APIA = 'Pacific/Apia'; // left out 30 December 2011

const ZONES = [
  'UTC',
  BERLIN,
  'America/New_York',
  'America/St_Johns',
  LORD_HOWE,
  KOLKATA,
  'Asia/Kathmandu',
  APIA,
  'Pacific/Chatham',
  'America/Santiago', // changes its clocks at midnight
  'Africa/Casablanca',
  'Antarctica/Troll', // changes its clocks by two hours
];

const timing = (changes: Partial<Timing>): Timing => ({
  digest: 'realtime',
  quiet_hours_start: null,
  quiet_hours_end: null,
  time_zone: 'UTC',
  ...changes,
});
const quiet = (start: string, end: string, zone: string): Timing =>
  timing({ quiet_hours_start: start, quiet_hours_end: end, time_zone: zone });
const digestIn = (digest: Timing['digest'], zone: string): Timing => timing({ digest, time_zone: zone });

/** Local time of day in minutes, asked for in another way than the code does. */
const minutesThere = (instant: number, zone: string): number => {
  const text = new Date(instant).toLocaleTimeString('en-GB', { timeZone: zone, hourCycle: 'h23' });
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const isQuiet = (instant: number, start: number, end: number, zone: string): boolean => {
  const minutes = minutesThere(instant, zone);
  return start < end ? minutes >= start && minutes < end : minutes >= start || minutes < end;
};
const weekdayThere = (instant: number, timeZone: string): string =>
  new Date(instant).toLocaleDateString('en-GB', { timeZone, weekday: 'long' });

describe('deliveryTime', () => {
  it.each<[string, string, Timing, string]>([
    ['at once', '2026-03-10T12:00:00.123Z', timing({}), '2026-03-10T12:00:00.123Z'],
    ['outside quiet hours', '2026-03-10T21:59:59.999Z', quiet('22:00', '07:00', 'UTC'), '2026-03-10T21:59:59.999Z'],
    ['at their start', '2026-03-10T22:00:00Z', quiet('22:00', '07:00', 'UTC'), '2026-03-11T07:00:00Z'],
    ['after midnight', '2026-03-11T06:59:59.999Z', quiet('22:00', '07:00', 'UTC'), '2026-03-11T07:00:00Z'],
    ['at their end', '2026-03-11T07:00:00Z', quiet('22:00', '07:00', 'UTC'), '2026-03-11T07:00:00Z'],
    ['within one day', '2026-03-10T12:30:00Z', quiet('12:00', '13:00', 'UTC'), '2026-03-10T13:00:00Z'],
    ['in a zone', '2026-07-10T20:30:00Z', quiet('22:00', '07:00', BERLIN), '2026-07-11T05:00:00Z'],
    ['in a zone of minutes', '2026-07-10T17:00:00Z', quiet('22:00', '07:00', 'Asia/Kathmandu'), '2026-07-11T01:15:00Z'],
    ['a night of 7 hours less', '2026-03-28T22:00:00Z', quiet('22:00', '07:00', BERLIN), '2026-03-29T05:00:00Z'],
    ['a night with one more', '2026-10-24T21:00:00Z', quiet('22:00', '07:00', BERLIN), '2026-10-25T06:00:00Z'],
    ['an end that is skipped', '2026-03-29T00:30:00Z', quiet('22:00', '02:30', BERLIN), '2026-03-29T01:00:00Z'],
    ['an end that comes twice', '2026-10-25T00:10:00Z', quiet('22:00', '02:30', BERLIN), '2026-10-25T00:30:00Z'],
    ['between its two', '2026-10-25T00:40:00Z', quiet('22:00', '02:30', BERLIN), '2026-10-25T00:40:00Z'],
    ['back in quiet hours', '2026-10-25T01:10:00Z', quiet('22:00', '02:30', BERLIN), '2026-10-25T01:30:00Z'],
    ['a start that is skipped', '2026-03-29T01:00:00Z', quiet('02:30', '03:30', BERLIN), '2026-03-29T01:30:00Z'],
    [
      'clocks set back by half an hour',
      '2026-04-04T14:45:00Z',
      quiet('22:00', '01:45', LORD_HOWE),
      '2026-04-04T14:45:00Z',
    ],
    ['daily, before eight', '2026-03-10T06:00:00Z', digestIn('daily', 'UTC'), '2026-03-10T08:00:00Z'],
    ['daily, at eight', '2026-03-10T08:00:00Z', digestIn('daily', 'UTC'), '2026-03-11T08:00:00Z'],
    ['daily over a change', '2026-03-28T12:00:00Z', digestIn('daily', BERLIN), '2026-03-29T06:00:00Z'],
    ['daily where a day is left out', '2011-12-29T23:00:00Z', digestIn('daily', APIA), '2011-12-30T18:00:00Z'],
    ['weekly, on a Tuesday', '2026-03-10T12:00:00Z', digestIn('weekly', 'UTC'), '2026-03-16T08:00:00Z'],
    ['weekly, on Monday before eight', '2026-03-16T07:59:59Z', digestIn('weekly', 'UTC'), '2026-03-16T08:00:00Z'],
    ['weekly, Monday there', '2026-03-15T23:30:00Z', digestIn('weekly', KOLKATA), '2026-03-16T02:30:00Z'],
    [
      'a digest in quiet hours',
      '2026-03-10T12:00:00Z',
      { ...quiet('22:00', '09:30', 'UTC'), digest: 'daily' },
      '2026-03-11T09:30:00Z',
    ],
  ])('%s: %s', (_, now, when, expected) => {
    expect(new Date(deliveryTime(Date.parse(now), when)).toISOString()).toBe(new Date(expected).toISOString());
  });

  const changes = [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 2, 8), Date.UTC(2026, 3, 5)];
  const instants = fc.oneof(
    fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2038, 0) }),
    fc.tuple(fc.constantFrom(...changes), fc.integer({ min: -90_000_000, max: 90_000_000 })).map(([a, b]) => a + b),
  );
  const situations = fc.record({
    now: instants,
    zone: fc.constantFrom(...ZONES),
    hours: fc
      .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 1439 }))
      .filter(([start, end]) => start !== end),
    digest: fc.constantFrom(...DIGESTS),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });

  it('is never before now nor in quiet hours, and in realtime not a moment later than it must be', () => {
    fc.assert(
      fc.property(situations, ({ now, zone, hours: [start, end], digest, part }) => {
        const at = deliveryTime(now, { ...quiet(clock(start), clock(end), zone), digest });
        expect(at).toBeGreaterThanOrEqual(now);
        expect(isQuiet(at, start, end, zone)).toBe(false);
        if (digest !== 'realtime' || at === now) return;
        for (const earlier of [at - 1, now + Math.floor((at - 1 - now) * part)])
          expect(isQuiet(earlier, start, end, zone)).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it('without quiet hours a digest is due at eight, within a day or a week', () => {
    fc.assert(
      fc.property(situations, ({ now, zone }) => {
        const daily = deliveryTime(now, digestIn('daily', zone));
        const weekly = deliveryTime(now, digestIn('weekly', zone));
        for (const [at, days] of [
          [daily, 1],
          [weekly, 7],
        ] as const) {
          expect(minutesThere(at, zone)).toBe(480);
          expect(at).toBeGreaterThan(now);
          expect(at - now).toBeLessThanOrEqual(days * 86_400_000 + 2 * 3_600_000);
        }
        expect(weekdayThere(weekly, zone)).toBe('Monday');
      }),
      { numRuns: 1_000 },
    );
  });
});
