import type { ExportFormat } from './export-format.js';
import { hfParquet } from './hf-parquet.js';
import { imagefolder } from './imagefolder.js';

/** Every format that can be asked for. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [imagefolder, hfParquet];

export const exportFormat = (name: string): ExportFormat | undefined =>
  EXPORT_FORMATS.find((format) => format.name === name);
