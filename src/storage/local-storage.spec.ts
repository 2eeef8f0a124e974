import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Logger } from '@nestjs/common';
import { Env } from '../config/env.js';
import { LocalStorage } from './local-storage.js';
import { InvalidKey, ObjectMissing, StorageFull } from './storage.js';

async function* stream(parts: string[], error?: Error): AsyncIterable<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
  if (error) throw error;
}

let root: string;
let storage: LocalStorage;
const at = (directory: string) => new LocalStorage(Object.assign(new Env(), { STORAGE_DIR: directory }));
const bytes = (text: string) => Buffer.from(text);
const content = async (key: string, range?: { start: number; end: number }) =>
  String(await buffer(await storage.read(key, range)));
const files = async () =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'storage-'));
  storage = at(root);
});
afterEach(() => rm(root, { recursive: true }));

describe('LocalStorage', () => {
  it('gives back what it was given', async () => {
    await storage.put('ab/project/job/x.jpeg', bytes('hello'));
    expect(await storage.stat('ab/project/job/x.jpeg')).toEqual({ size: 5 });
    expect(await content('ab/project/job/x.jpeg')).toBe('hello');
    expect(await files()).toEqual(['x.jpeg']);
  });

  it('leaves an existing object as it is', async () => {
    await storage.put('ab/x', bytes('first'));
    const before = await stat(join(root, 'ab/x'));
    await storage.put('ab/x', bytes('second'));
    expect(await content('ab/x')).toBe('first');
    expect((await stat(join(root, 'ab/x'))).ino).toBe(before.ino);
  });

  it('serves many writers of one key, each reader seeing all or nothing', async () => {
    const whole = Buffer.alloc(300_000, 'x');
    const sizes = new Set<number>();
    const state = { writing: true };
    const reader = (async () => {
      while (state.writing) sizes.add((await storage.stat('ab/x'))?.size ?? 0);
    })();
    await Promise.all(Array.from({ length: 40 }, () => storage.put('ab/x', whole)));
    state.writing = false;
    await reader;
    expect([...sizes].filter((size) => size !== 0)).toEqual([whole.length]);
    expect(await files()).toEqual(['x']);
  });

  it('survives puts and deletes that make and prune the same directories', async () => {
    const keys = Array.from({ length: 12 }, (_, i) => `ab/project/job/${i}`);
    const churn = keys.map(async (key) => {
      for (let round = 0; round < 25; round++) {
        await storage.put(key, bytes(key));
        await storage.delete([key]);
      }
      await storage.put(key, bytes(key));
    });
    await Promise.all(churn);
    for (const key of keys) expect(await content(key)).toBe(key);
  });

  it.each([
    [{ start: 0, end: 0 }, 'a'],
    [{ start: 2, end: 4 }, 'cde'],
    [{ start: 4, end: 99 }, 'ef'],
    [{ start: 99, end: 100 }, ''],
  ])('reads %o', async (range, expected) => {
    await storage.put('x', bytes('abcdef'));
    expect(await content('x', range)).toBe(expected);
    expect(String(await storage.bytes('x', range.start, range.end - range.start + 1))).toBe(expected);
  });

  it.each([
    { start: 3, end: 2 },
    { start: -1, end: 2 },
    { start: Number.NaN, end: 2 },
  ])('refuses the range %o', async (range) => {
    await storage.put('x', bytes('abcdef'));
    await expect(storage.read('x', range)).rejects.toThrow(RangeError);
  });

  it.each(['nothing', 'ab', 'ab/x/below'])('misses %s', async (key) => {
    await storage.put('ab/x', bytes('1'));
    expect(await storage.stat(key)).toBeNull();
    await expect(storage.read(key)).rejects.toThrow(ObjectMissing);
    await expect(storage.bytes(key, 0, 1)).rejects.toThrow(ObjectMissing);
    await expect(storage.delete(['ab/none', 'none/x', 'ab/x/below'])).resolves.toBeUndefined();
  });

  it('refuses bad keys in every method', async () => {
    const key = '../outside';
    await expect(storage.put(key, bytes('x'))).rejects.toThrow(InvalidKey);
    await expect(storage.putStream(key, stream([]))).rejects.toThrow(InvalidKey);
    await expect(storage.stat(key)).rejects.toThrow(InvalidKey);
    await expect(storage.read(key)).rejects.toThrow(InvalidKey);
    await expect(storage.bytes(key, 0, 1)).rejects.toThrow(InvalidKey);
    await expect(storage.delete(['ab/x', key])).rejects.toThrow(InvalidKey);
    await expect(storage.listJob('..', '..')[Symbol.asyncIterator]().next()).rejects.toThrow(InvalidKey);
    expect(await files()).toEqual([]);
  });

  it('lists one job and deletes it with its directories', async () => {
    const mine = ['00/p1/j1/a.jpeg', '7f/p1/j1/b.png', 'ff/p1/j1/c.webp'];
    for (const key of [...mine, '00/p1/j2/a.jpeg', '7f/p2/j1/b.png']) await storage.put(key, bytes(key));
    const listed: string[] = [];
    for await (const key of storage.listJob('p1', 'j1')) listed.push(key);
    expect(listed).toEqual(mine);
    await storage.delete(listed);
    expect(await readdir(join(root, '00/p1'))).toEqual(['j2']);
    expect((await readdir(root)).sort((a, b) => a.localeCompare(b))).toEqual(['.tmp', '00', '7f']);
  });

  it('sweeps unfinished files of more than an hour at the start', async () => {
    Logger.overrideLogger(false);
    await mkdir(join(root, '.tmp'));
    for (const name of ['old', 'new']) await writeFile(join(root, '.tmp', name), 'half');
    const past = new Date(Date.now() - 3_700_000);
    await utimes(join(root, '.tmp/old'), past, past);
    await storage.onModuleInit();
    expect(await readdir(join(root, '.tmp'))).toEqual(['new']);
    await expect(at(join(root, 'not/there/yet')).onModuleInit()).resolves.toBeUndefined();
  });
});

describe('putStream', () => {
  it('publishes after the last byte and replaces what was there', async () => {
    await storage.put('exports/x.tar', bytes('earlier'));
    expect(await storage.putStream('exports/x.tar', stream(['one, ', '', 'two']))).toEqual({ size: 8 });
    expect(await content('exports/x.tar')).toBe('one, two');
  });

  it('writes an empty object', async () => {
    expect(await storage.putStream('x', stream([]))).toEqual({ size: 0 });
    expect(await content('x')).toBe('');
  });

  it('leaves nothing when the stream fails', async () => {
    const error = new Error('the source broke');
    await expect(storage.putStream('ab/x', stream(['half'], error))).rejects.toBe(error);
    expect(await files()).toEqual([]);
    expect(await storage.stat('ab/x')).toBeNull();
  });

  it.each(['ENOSPC', 'EDQUOT'])('turns %s into StorageFull', async (code) => {
    const error = Object.assign(new Error('no room'), { code });
    await expect(storage.putStream('ab/x', stream(['half'], error))).rejects.toThrow(StorageFull);
    expect(await files()).toEqual([]);
  });
});
