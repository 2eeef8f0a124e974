import { lines } from '../manifest/lines.js';
import type { ByteSource } from '../reading/byte-source.js';
import { Windows } from '../reading/windows.js';
import { isShard } from '../reading/shard-pictures.js';
import { Findings, type Finding } from './findings.js';
import { Inventory } from './inventory.js';

export interface Verification {
  /** Files of the archive, and the bytes in them. */
  files: number;
  bytes: number;
  /** Sums of SHA256SUMS. */
  sums: number;
  /** Lines of the manifest: pictures whose bytes are here, and pictures that are only told of. */
  pictures: { here: number; elsewhere: number };
  findings: Finding[];
  /** All of them, told or not. */
  count: number;
}

const SUM = /^([0-9a-f]{64}) [ *](.+)$/;
const SUMS = 'SHA256SUMS';
const MANIFEST = 'manifest.jsonl';

/** Compares an exported archive with the sums and the manifest in it. Throws NoArchive. */
export async function verifyArchive(source: ByteSource): Promise<Verification> {
  const findings = new Findings();
  const inventory = await Inventory.of(source, findings);
  try {
    const sums = await checkSums(inventory, findings);
    const pictures = await checkManifest(inventory, findings);
    const bytes = [...inventory.files.values()].reduce((sum, { size }) => sum + size, 0);
    return { files: inventory.files.size, bytes, sums, pictures, findings: findings.told, count: findings.count };
  } finally {
    await inventory.close();
  }
}

async function checkSums(inventory: Inventory, findings: Findings): Promise<number> {
  const listed = new Set<string>();
  const document = inventory.document(SUMS);
  if (!document) {
    if (inventory.isWhole) findings.add('missing', SUMS);
  } else {
    for await (const line of linesOf(document)) {
      const [, sha256 = '', path = ''] = SUM.exec(line) ?? [];
      if (path === '') {
        findings.add('unreadable', SUMS, `line ${JSON.stringify(line.slice(0, 100))}`);
        continue;
      }
      if (listed.has(path)) findings.add('twice', path, `in ${SUMS}`);
      listed.add(path);
      const found = inventory.files.get(path);
      if (!found) findings.add('missing', path);
      else if (found.sha256 !== sha256 && found.sha256 !== '') findings.add('changed', path);
    }
    for (const path of inventory.files.keys()) {
      if (path !== SUMS && !listed.has(path)) findings.add('unlisted', path);
    }
  }
  return listed.size;
}

async function checkManifest(inventory: Inventory, findings: Findings): Promise<Verification['pictures']> {
  const pictures = { here: 0, elsewhere: 0 };
  const document = inventory.document(MANIFEST);
  if (!document) {
    if (inventory.isWhole && !inventory.files.has(MANIFEST)) findings.add('missing', MANIFEST);
    return pictures;
  }
  let number = 0;
  for await (const line of linesOf(document)) {
    number += 1;
    const told = placeIn(line);
    if (!told) {
      findings.add('unreadable', MANIFEST, `line ${number}`);
      continue;
    }
    const { path, member, sha256, bytes } = told;
    if (member !== '' && !isShard(path)) {
      pictures.elsewhere += 1;
      continue;
    }
    pictures.here += 1;
    const found = member === '' ? inventory.files.get(path) : inventory.innerOf(path, member);
    const name = member === '' ? path : `${path}#${member}`;
    if (!found) findings.add('missing', name, 'the manifest tells of it');
    else if (found.sha256 !== '' && (found.sha256 !== sha256 || found.size !== bytes)) {
      findings.add('changed', name, 'the manifest says otherwise');
    }
  }
  return pictures;
}

function placeIn(line: string): { path: string; member: string; sha256: string; bytes: number } | null {
  try {
    const { path, member, sha256, bytes }: Record<string, unknown> = JSON.parse(line);
    const whole = typeof path === 'string' && typeof member === 'string' && typeof sha256 === 'string';
    return whole && typeof bytes === 'number' ? { path, member, sha256, bytes } : null;
  } catch {
    return null;
  }
}

const linesOf = (document: ByteSource): AsyncGenerator<string> => lines(new Windows(document).range(0, document.size));
