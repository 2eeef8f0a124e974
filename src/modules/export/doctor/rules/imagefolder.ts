import { lines } from '../../manifest/lines.js';
import type { FormatRules } from '../format-rules.js';
import { SameColumns } from '../same-columns.js';

/** Words that datasets takes for a split wherever they stand between separators. */
const SPLIT_WORD = /(^|[^a-z])(train|training|validation|valid|val|dev|test|testing|eval|evaluation)([^a-z]|$)/i;

/** Hugging Face imagefolder: one kind of metadata per split, classes that are not taken for splits. */
export function imagefolderRules(): FormatRules {
  return {
    async see({ path, body }, checkup) {
      const [, split = '', file = ''] = /^(train|validation|test)\/(.*)$/.exec(path) ?? [];
      if (file !== 'metadata.jsonl') return checkup.find(`${path} does not belong into this format`);
      const columns = new SameColumns(path);
      for await (const line of lines(body)) {
        const row: Record<string, unknown> = JSON.parse(line);
        columns.add(row, checkup);
        checkup.tell(split, `${split}/${String(row.file_name)}\0${String(row.label)}`);
      }
    },
    seePicture(path, checkup) {
      const [split = '', ...folders] = path.split('/').slice(0, -1);
      if (!['train', 'validation', 'test'].includes(split)) checkup.find(`${path} lies in no split`);
      const misread = folders.find((folder) => SPLIT_WORD.test(folder));
      if (misread !== undefined) checkup.find(`The folder "${misread}" would be taken for a split`);
    },
    expected: ({ path, label }) => `${path}\0${label}`,
  };
}
