import { counted } from '../../src/common/problem/counted.js';
import type { Verification } from '../../src/modules/export/verification/verify-archive.js';

/** A line per finding, then the verdict. Paths come from the archive: whatever a terminal would act on is escaped. */
export function verificationReport({ files, bytes, sums, pictures, findings, count }: Verification): string[] {
  const told = findings.map(
    ({ fault, path, detail }) => `${fault.padEnd(11)}  ${printable(path)}${detail ? ` (${printable(detail)})` : ''}`,
  );
  if (count > findings.length) told.push(`… and ${count - findings.length} more`);
  const elsewhere = pictures.elsewhere === 0 ? '' : `, ${pictures.elsewhere} only told of`;
  return [
    ...told,
    `${counted(files, 'file')}, ${bytes} bytes; ${counted(sums, 'sum')}; ${counted(pictures.here, 'picture')} of the manifest${elsewhere}`,
    count === 0 ? 'everything is as it was exported' : `${counted(count, 'thing')} not as exported`,
  ];
}

const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (mark) =>
    JSON.stringify(mark)
      .slice(1, -1)
      .replace(/^(?!\\)./u, hex),
  );

const hex = (mark: string): string => `\\u${(mark.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
