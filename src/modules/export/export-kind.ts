import { storedOptions } from './options/stored-options.js';
import { exportFormat } from './formats/export-formats.js';
import { outputKind, type OutputKind } from './pipeline/output-kind.js';

/** What kind of file an export job makes, by its row. */
export function exportKind(name: string, options: object): OutputKind {
  const format = exportFormat(name);
  if (!format) return { mediaType: 'application/octet-stream', extension: 'bin' };
  return outputKind(format, storedOptions(format, options));
}
