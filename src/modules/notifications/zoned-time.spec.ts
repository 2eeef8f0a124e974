import { clockChange, instantOf, isTimeZone, timeOfDay, wallClock } from './zoned-time.js';

describe('isTimeZone', () => {
  it.each(['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5', 'Asia/Kolkata'])(
    'takes %s',
    (zone) => {
      expect(isTimeZone(zone)).toBe(true);
    },
  );

  it.each(['', '+01:00', '-08', 'Mars/Olympus', 'Europe/Berlin\n', ' UTC', 'Europe/../UTC', `A${'a'.repeat(64)}`])(
    'refuses %j',
    (zone) => {
      expect(isTimeZone(zone)).toBe(false);
    },
  );
});

describe('wallClock', () => {
  it.each([
    ['2026-01-10T12:00:00.005Z', 'Europe/Berlin', '2026-01-10T13:00:00.005Z'],
    ['2026-07-10T12:00:00.000Z', 'America/St_Johns', '2026-07-10T09:30:00.000Z'],
    ['2026-01-01T00:00:00.000Z', 'Pacific/Chatham', '2026-01-01T13:45:00.000Z'],
    ['2026-12-31T23:00:00.000Z', 'UTC', '2026-12-31T23:00:00.000Z'],
  ])('%s in %s', (instant, zone, wall) => {
    expect(new Date(wallClock(Date.parse(instant), zone)).toISOString()).toBe(wall);
  });
});

describe('instantOf', () => {
  it.each([
    ['the only one', '2026-07-10T08:00:00Z', '2026-07-10T06:00:00.000Z'],
    ['the first of two', '2026-10-25T02:30:00Z', '2026-10-25T00:30:00.000Z'],
    ['after a gap', '2026-03-29T02:30:00Z', '2026-03-29T01:30:00.000Z'],
  ])('%s: %s in Berlin', (_, wall, instant) => {
    expect(new Date(instantOf(Date.parse(wall), 'Europe/Berlin')).toISOString()).toBe(instant);
  });
});

const at = (text: string): number => Date.parse(text);

describe('clockChange', () => {
  it('finds it to the millisecond', () => {
    const change = clockChange(at('2026-03-28T00:00:00Z'), at('2026-03-29T12:00:00Z'), 'Europe/Berlin');
    expect(change).toBe(at('2026-03-29T01:00:00Z'));
    expect(clockChange(at('2026-03-29T00:59:59.999Z'), at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe(change);
  });

  it('finds none in a quiet night', () => {
    expect(clockChange(at('2026-03-29T01:00:00Z'), at('2026-03-30T01:00:00Z'), 'Europe/Berlin')).toBeNull();
  });
});

describe('timeOfDay', () => {
  it.each([
    ['00:00', 0],
    ['07:30', 27_000_000],
    ['23:59:00', 86_340_000],
  ])('%s', (text, milliseconds) => {
    expect(timeOfDay(text)).toBe(milliseconds);
  });
});
