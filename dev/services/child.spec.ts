import { Child } from './child.js';

const node = (script: string, more: Partial<ConstructorParameters<typeof Child>[0]> = {}) =>
  new Child({ name: 'child', command: process.execPath, args: ['-e', script], ...more });

describe('Child', () => {
  it('forwards each line under its name', async () => {
    const lines: string[] = [];
    const child = node('console.log("one\\ntwo"); console.error("three")', { log: (line) => lines.push(line) });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(lines.toSorted()).toEqual(['child | one', 'child | three', 'child | two']);
  });

  it('waits until the probe says true', async () => {
    let seen = false;
    const child = node('console.log("up"); setInterval(() => {}, 1000)', { log: () => (seen = true) });
    await child.waitUntil(async () => seen, 5_000);
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('names the end and the last words of a child that never got ready', async () => {
    const child = node('console.error("no such table"); process.exit(3)');
    await expect(child.waitUntil(async () => false, 5_000)).rejects.toThrow('child ended with code 3\n  no such table');
  });

  it('gives up on a child that stays unready', async () => {
    const child = node('setInterval(() => {}, 1000)');
    await expect(child.waitUntil(async () => false, 50)).rejects.toThrow('child was not ready after 50 ms');
    await child.stop();
  });

  it('kills a child that ignores the request to stop', async () => {
    let seen = false;
    const script = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)';
    const child = node(script, { stopTimeoutMs: 100, log: () => (seen = true) });
    await child.waitUntil(async () => seen, 5_000);
    expect(await child.stop()).toEqual({ code: null, signal: 'SIGKILL' });
    expect(child.isRunning()).toBe(false);
  });

  it('reports a program that is not there', async () => {
    const child = new Child({ name: 'child', command: '/nowhere/program', args: [] });
    await expect(child.waitUntil(async () => false, 5_000)).rejects.toThrow(/^child (could not be started|ended)/);
  });
});
