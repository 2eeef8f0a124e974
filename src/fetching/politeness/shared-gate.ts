import { randomUUID } from 'node:crypto';
import { RedisScript } from '../../queue/redis-script.js';
import type { Allowance } from './allowance.js';
import type { SharedNotes } from './shared-notes.js';

/** A slot whose holder died is free again after this. */
const LEASE_MS = 60_000;
const SLOWER_FOR_MS = 600_000;

/** Pause, circuit, allowance, slots and interval of one group in one step, on the clock of Redis. */
const ENTER = new RedisScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slower = redis.call('GET', KEYS[5]) or '0'
local left = redis.call('PTTL', KEYS[1])
if left > 0 then return { 'paused', left, slower } end
left = redis.call('PTTL', KEYS[2])
if left > 0 then return { 'circuit', left, slower, redis.call('GET', KEYS[2]) } end
left = KEYS[6] and redis.call('PTTL', KEYS[6]) or 0
for i = 5, #ARGV, 2 do
  local nth = redis.call('LINDEX', KEYS[7], ARGV[i] - 1)
  if nth then left = math.max(left, nth + ARGV[i + 1] - now) end
end
if left > 0 then return { 'spent', left, slower } end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[1]) then return { 'busy', 0, slower } end
local interval = tonumber(ARGV[2])
if interval > 0 then
  local due = tonumber(redis.call('GET', KEYS[4]) or '0')
  if due > now then return { 'paced', due - now, slower } end
  redis.call('SET', KEYS[4], now + interval, 'PX', interval)
end
local most, longest = 0, 0
for i = 5, #ARGV, 2 do
  most = math.max(most, ARGV[i])
  longest = math.max(longest, ARGV[i + 1])
end
if most > 0 then
  redis.call('LPUSH', KEYS[7], now)
  redis.call('LTRIM', KEYS[7], 0, most - 1)
  redis.call('PEXPIRE', KEYS[7], longest)
end
redis.call('ZADD', KEYS[3], now + tonumber(ARGV[4]), ARGV[3])
redis.call('PEXPIRE', KEYS[3], tonumber(ARGV[4]))
return { 'ok', 0, slower }`);

/** A later, shorter wish does not shorten a running rest. */
const REST = new RedisScript(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[1]) end
return 1`);

const VERDICTS = ['ok', 'paused', 'circuit', 'spent', 'busy', 'paced'] as const;

export interface SharedEntry {
  verdict: (typeof VERDICTS)[number];
  waitMs: number;
  /** How often any process was told to slow down lately; null: nobody knows. */
  slower: number | null;
  slot: string;
  /** What opened the circuit. */
  why: string;
}

/** What all processes together do to a group of addresses: its pause, circuit, slots and pace, and what it allows. */
export class SharedGate {
  constructor(private readonly notes: SharedNotes) {}

  /**
   * `ok` also when Redis does not tell in time. The slot is to be left in any case: it may have been given since.
   */
  async enter(group: string, limit: number, intervalMs: number, allowance?: Allowance): Promise<SharedEntry> {
    const slot = randomUUID();
    const keys = ['pause', 'circuit', 'slots', 'due', 'slower'].map((name) => this.notes.key(name, group));
    if (allowance) keys.push(this.notes.key('spent', allowance.name), this.notes.key('asked', allowance.name));
    const limits = allowance?.limits.flatMap(({ requests, seconds }) => [requests, seconds * 1_000]) ?? [];
    const answer: unknown = await this.notes.ask((redis) =>
      ENTER.run(redis, keys, [limit, Math.round(intervalMs), slot, LEASE_MS, ...limits]),
    );
    const [verdict, waitMs, slower, why = ''] = Array.isArray(answer) ? answer.map(String) : [];
    if (!isVerdict(verdict)) return { verdict: 'ok', waitMs: 0, slower: null, slot, why };
    return { verdict, waitMs: Number(waitMs), slower: Number(slower), slot, why };
  }

  leave(group: string, slot: string): void {
    this.notes.tell((redis) => redis.zrem(this.notes.key('slots', group), slot));
  }

  /** Resolves when every process knows, or Redis is away. */
  async rest(kind: 'pause' | 'circuit' | 'spent', group: string, ms: number, why: string): Promise<void> {
    if (ms <= 0) return;
    await this.notes.ask((redis) => REST.run(redis, [this.notes.key(kind, group)], [Math.ceil(ms), why]));
  }

  /** Tells the others to slow down, too. Returns the count after it. */
  async slower(group: string): Promise<number | null> {
    const key = this.notes.key('slower', group);
    const answer = await this.notes.ask((redis) => redis.multi().incr(key).pexpire(key, SLOWER_FOR_MS).exec());
    return answer ? Number(answer[0]?.[1]) : null;
  }

  /** What keeps the group from being asked, in any process; null: nothing, or nobody knows. */
  async resting(group: string): Promise<{ kind: 'pause' | 'circuit'; ms: number; why: string } | null> {
    const found = await this.notes.ask(async (redis) => {
      const keys = (['pause', 'circuit'] as const).map((kind) => ({ kind, key: this.notes.key(kind, group) }));
      return Promise.all(
        keys.map(async ({ kind, key }) => ({ kind, ms: await redis.pttl(key), why: (await redis.get(key)) ?? '' })),
      );
    });
    return found?.find(({ ms }) => ms > 0) ?? null;
  }
}

function isVerdict(text: string | undefined): text is SharedEntry['verdict'] {
  return VERDICTS.some((verdict) => verdict === text);
}
