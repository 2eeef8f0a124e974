import type { FormatRules } from './format-rules.js';
import { cocoRules } from './rules/coco.js';
import { hfParquetRules } from './rules/hf-parquet.js';
import { imagefolderRules } from './rules/imagefolder.js';
import { csvRows, jsonlRows, jsonRows, tableRules, yamlRows } from './rules/tables.js';
import { txtRules } from './rules/txt.js';
import { vocRules } from './rules/voc.js';
import { webdatasetRules } from './rules/webdataset.js';
import { yoloClsRules } from './rules/yolo-cls.js';

const RULES: Readonly<Record<string, () => FormatRules>> = {
  imagefolder: imagefolderRules,
  'hf-parquet': hfParquetRules,
  webdataset: webdatasetRules,
  coco: cocoRules,
  'yolo-cls': yoloClsRules,
  voc: vocRules,
  csv: tableRules('images.csv', csvRows),
  jsonl: tableRules('images.jsonl', jsonlRows),
  json: tableRules('images.json', jsonRows),
  yaml: tableRules('images.yaml', yamlRows),
  txt: txtRules,
};

/** Rules for one export in this format; a format without rules is read back only. */
export const rulesOf = (format: string): FormatRules => RULES[format]?.() ?? { see: async () => undefined };
