const MINUTE = 60_000;
export const DAY = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether `zone` is the IANA name of a time zone that this system knows; offsets such as `+01:00` are none. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(zone)) return false;
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What clocks in `zone` show at `instant` (epoch milliseconds), as the epoch milliseconds of a UTC clock that shows the same. */
export function wallClock(instant: number, zone: string): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const sinceSecond = ((instant % 1_000) + 1_000) % 1_000;
  return Date.UTC(year, month - 1, day, hour, minute, second, sinceSecond);
}

/** The instant when clocks in `zone` show `wall`: the first of two, and what comes just as long after a gap for none. */
export function instantOf(wall: number, zone: string): number {
  const before = offset(wall - DAY, zone);
  const candidates = [before, offset(wall + DAY, zone)].map((difference) => wall - difference);
  const valid = candidates.filter((instant) => wallClock(instant, zone) === wall);
  return valid.length > 0 ? Math.min(...valid) : wall - before;
}

/** When the clocks of `zone` are first changed after `from` and not after `to`, to the millisecond, or null. At most one change is looked for. */
export function clockChange(from: number, to: number, zone: string): number | null {
  const before = offset(from, zone);
  if (offset(to, zone) === before) return null;
  let [same, changed] = [from, to];
  while (changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offset(middle, zone) === before) same = middle;
    else changed = middle;
  }
  return changed;
}

/** `HH:MM`, seconds or not, as milliseconds since midnight. */
export function timeOfDay(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return (hours * 60 + minutes) * MINUTE;
}

const offset = (instant: number, zone: string): number => wallClock(instant, zone) - instant;

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
}
