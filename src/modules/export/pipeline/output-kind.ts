import { ARCHIVERS } from '../archive/archivers.js';
import type { ExportFormat, PipelineOptions } from '../formats/export-format.js';

export interface OutputKind {
  mediaType: string;
  /** Without dot. */
  extension: string;
}

/** What kind of file an export is. */
export function outputKind(
  { file }: Pick<ExportFormat, 'file'>,
  { archive }: Pick<PipelineOptions, 'archive'>,
): OutputKind {
  const kind = archive === 'none' ? file : ARCHIVERS[archive];
  return kind ?? ARCHIVERS.zip;
}
