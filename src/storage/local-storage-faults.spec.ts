import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = mkdtempSync(join(tmpdir(), 'storage-faults-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A program of its own, with `storage` on `root`. */
const program = (body: string) => [
  '--import',
  '@oxc-node/core/register',
  '--input-type=module',
  '--eval',
  `import { createHash, randomBytes } from 'node:crypto';
   import { readdirSync } from 'node:fs';
   import { LocalStorage } from ${JSON.stringify(new URL('./local-storage.ts', import.meta.url).href)};
   import { StorageFull } from ${JSON.stringify(new URL('./storage.ts', import.meta.url).href)};
   const storage = new LocalStorage({ STORAGE_DIR: ${JSON.stringify(root)} });
   ${body}`,
];

/** Mounts inside a namespace of its own, which ends with the program; root needs no user namespace. */
const namespace = [...(process.getuid?.() === 0 ? [] : ['--map-root-user']), '--mount'];
const canMount = spawnSync('unshare', [...namespace, 'mount', '-t', 'tmpfs', 'tmpfs', root]).status === 0;

describe.runIf(canMount)('a full disk', { timeout: 30_000 }, () => {
  it.each([
    ['bytes', 'size=2m'],
    ['inodes', 'size=20m,nr_inodes=40'],
  ])(
    'without %s left is StorageFull, leaves nothing half written, and takes objects again once there is room',
    (_, options) => {
      const script = `
    const keys = [];
    let error;
    for (let i = 0; i < 100 && !error; i++) {
      const key = i.toString(16).padStart(2, '0') + '/p/j/' + i;
      await storage.put(key, randomBytes(90_000)).then(() => keys.push(key), (caught) => (error = caught));
    }
    const endless = async function* () { for (;;) yield randomBytes(50_000); };
    const streamed = await storage.putStream('exports/x', endless()).catch((caught) => caught);
    const sizes = await Promise.all(keys.map(async (key) => (await storage.stat(key)).size));
    const listed = [];
    for await (const key of storage.listJob('p', 'j')) listed.push(key);
    const temporary = readdirSync(${JSON.stringify(join(root, '.tmp'))}).length;
    await storage.delete(keys.slice(0, 5));
    await storage.put('ff/p/j/after', randomBytes(90_000));
    console.log(JSON.stringify({
      full: error instanceof StorageFull, code: error?.cause?.code, streamed: streamed instanceof StorageFull,
      kept: keys.length, complete: sizes.every((size) => size === 90_000), listed: listed.length, temporary,
      after: await storage.stat('ff/p/j/after'), exports: await storage.stat('exports/x'),
    }));`;
      const shell = `mount -t tmpfs -o ${options} tmpfs "$0" && exec "$@"`;
      const output = execFileSync('unshare', [
        ...namespace,
        'sh',
        '-c',
        shell,
        root,
        process.execPath,
        ...program(script),
      ]);
      const result = JSON.parse(String(output));
      expect(result).toMatchObject({ full: true, code: 'ENOSPC', streamed: true, complete: true, temporary: 0 });
      expect(result).toMatchObject({ after: { size: 90_000 }, exports: null, listed: result.kept });
      expect(result.kept).toBeGreaterThan(4);
    },
  );
});

it('a writer killed in the middle leaves no half object', { timeout: 30_000 }, async () => {
  const script = `
    console.log('started');
    await Promise.all(Array.from({ length: 8 }, async () => {
      for (;;) {
        const bytes = randomBytes(400_000);
        const name = createHash('sha256').update(bytes).digest('hex');
        await storage.put(name.slice(0, 2) + '/p/j/' + name, bytes);
      }
    }));`;
  for (const delay of [60, 140]) {
    const writer = spawn(process.execPath, program(script), { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(writer.stdout, 'data');
    await new Promise((resolve) => setTimeout(resolve, delay));
    writer.kill('SIGKILL');
    await once(writer, 'exit');
  }
  const objects = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.endsWith('.tmp'),
  );
  expect(objects.length).toBeGreaterThan(3);
  for (const { parentPath, name } of objects)
    expect(
      createHash('sha256')
        .update(readFileSync(join(parentPath, name)))
        .digest('hex'),
    ).toBe(name);
});
