import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inProject } from '../start/project.js';

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'commands-'));
  await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What `npm run dataset:<name> -- <args>` prints when it is called from the folder. */
async function called(name: string, args: string[], env: NodeJS.ProcessEnv = {}) {
  const program = inProject(`dev/dataset-${name}/main.ts`);
  const options = { cwd: inProject(), env: { ...process.env, INIT_CWD: folder, ...env }, timeout: 20_000 };
  const loader = '@oxc-node/core/register';
  return run(process.execPath, ['--import', loader, program, ...args], options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
}

const picture = (number: number, url: string): string =>
  JSON.stringify({ source_sha256: String(number).repeat(64), image_url: url, path: `cat/${number}.jpg`, member: '' });
const given = (...lines: string[]): Promise<void> => writeFile(join(folder, 'manifest.jsonl'), lines.join('\n'));

describe('npm run dataset:rehydrate', () => {
  it('asks nobody when a line of the manifest is none, and says which', async () => {
    await given(picture(1, 'http://127.0.0.1:1/1.jpg'), '{"x":1}', picture(2, 'http://127.0.0.1:1/2.jpg'));
    const why = 'line 2 is not a line of a manifest: its source_sha256 is not a SHA-256 in hex';
    const result = await called('rehydrate', ['manifest.jsonl', 'out']);
    expect(result).toEqual({ code: 2, stdout: '', stderr: `manifest.jsonl: ${why}\n` });
  });

  it('says where manifests are when there is none', async () => {
    const result = await called('rehydrate', ['none.jsonl', 'out']);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    const where = 'in the archive of every export, and at GET …/export-jobs/{id}/manifest';
    expect(result.stderr).toBe(`none.jsonl: there is no such file (it is ${where})\n`);
  });

  it('says which setting is wrong', async () => {
    await given(picture(1, 'http://127.0.0.1:1/1.jpg'));
    const result = await called('rehydrate', ['manifest.jsonl', 'out'], { FETCH_CONCURRENCY: 'many' });
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/^Invalid environment:\n {2}FETCH_CONCURRENCY: [^\n]+\n$/);
  });

  it.each([
    ['manifest.jsonl', 'a file is in its way'],
    ['manifest.jsonl/out', 'a file is in its way'],
    ['dangling', 'a file is in its way'],
    ...(process.platform === 'linux' ? [['/proc/none/out', 'no folder can be made there']] : []),
  ])('asks nobody when it cannot write to %s', async (directory, why) => {
    await given(picture(1, 'http://127.0.0.1:1/1.jpg'));
    const { code, stdout, stderr } = await called('rehydrate', ['manifest.jsonl', directory]);
    expect({ code, stdout, said: stderr.split(': ') }).toEqual({ code: 2, stdout: '', said: [directory, `${why}\n`] });
  });

  it('tells the file of a picture that did not come, and what to do about addresses that are refused', async () => {
    await given(picture(1, 'http://127.0.0.1:1/1.jpg'));
    const result = await called('rehydrate', ['manifest.jsonl', 'out'], { FETCH_ALLOW: '' });
    expect(result.code).toBe(1);
    expect(result.stdout).toMatch(/^failed {4}cat\/1\.jpg {2}"http:\/\/127\.0\.0\.1:1\/1\.jpg" {2}"blocked_address: /);
    expect(result.stdout).toMatch(/\nsame 0, present 0, changed 0, gone 0, occupied 0, failed 1\n$/);
    expect(result.stderr).toContain('FETCH_ALLOW=host:port,… lets further ones through');
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });
});

describe('npm run dataset:verify', () => {
  it.each([
    ['none.zip', 'there is no such file'],
    ['.', 'it is not a file'],
  ])('says in words why %s cannot be read', async (archive, why) => {
    expect(await called('verify', [archive])).toEqual({ code: 2, stdout: '', stderr: `${archive}: ${why}\n` });
  });
});
