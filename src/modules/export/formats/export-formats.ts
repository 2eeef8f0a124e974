import { coco } from './coco.js';
import { csv } from './csv.js';
import type { ExportFormat } from './export-format.js';
import { hfParquet } from './hf-parquet.js';
import { imagefolder } from './imagefolder.js';
import { json } from './json.js';
import { jsonl } from './jsonl.js';
import { txt } from './txt.js';
import { voc } from './voc.js';
import { webdataset } from './webdataset.js';
import { yaml } from './yaml.js';
import { yoloCls } from './yolo-cls.js';

/** Every format that can be asked for. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  imagefolder,
  hfParquet,
  webdataset,
  coco,
  yoloCls,
  voc,
  csv,
  jsonl,
  json,
  yaml,
  txt,
];

export const exportFormat = (name: string): ExportFormat | undefined =>
  EXPORT_FORMATS.find((format) => format.name === name);
