import { resolve } from 'node:path';
import { openFile } from '../../src/modules/export/reading/byte-source.js';
import { verifyArchive } from '../../src/modules/export/verification/verify-archive.js';
import { fileTrouble } from './file-trouble.js';
import { verificationReport } from './report.js';

/**
 * `npm run dataset:verify -- <archive>`: whether an exported archive is what it says, without any network
 * (docs/rehydrate.md). Exit codes: 0 all sums hold, 1 something differs, 2 wrong usage or no archive.
 */
const [archive, more] = process.argv.slice(2);
if (archive === undefined || more !== undefined || archive.startsWith('-')) {
  console.error('usage: npm run dataset:verify -- <archive.zip | archive.tar>');
  process.exit(2);
}
try {
  // npm runs scripts in the project's folder, whoever calls from wherever
  const source = await openFile(resolve(process.env.INIT_CWD ?? '.', archive));
  const verification = await verifyArchive(source);
  await source.close();
  for (const line of verificationReport(verification)) console.log(line);
  process.exitCode = verification.count === 0 ? 0 : 1;
} catch (error) {
  console.error(`${archive}: ${fileTrouble(error)}`);
  process.exitCode = 2;
}
