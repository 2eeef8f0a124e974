import { hubLicense } from './hub-license.js';
import { RECORD_COLUMNS } from './image-record.js';
import { SPLITS, type Split } from './split.js';
import { yaml, type YamlValue } from './yaml.js';

export interface CardFacts {
  title: string;
  /** Pictures and their bytes per split, empty splits left out. */
  splits: ReadonlyMap<Split, { count: number; bytes: number }>;
  /** Pictures per SPDX id; null: unknown. */
  licenses: ReadonlyMap<string | null, number>;
  /** Folder per label, in order. */
  folders: ReadonlyMap<string, string>;
  /** Whether pictures lie in those folders. */
  inFolders: boolean;
}

/** README.md of an imagefolder: the Hub's front matter, then what a person should know. */
export function datasetCard(facts: CardFacts): string {
  return `---\n${yaml(frontMatter(facts))}---\n\n${text(facts)}`;
}

function frontMatter({ title, splits, licenses }: CardFacts): { [key: string]: YamlValue } {
  const used = SPLITS.filter((split) => splits.has(split));
  const total = [...splits.values()].reduce((sum, { count }) => sum + count, 0);
  return {
    ...hubLicense([...licenses.keys()]),
    pretty_name: title,
    tags: ['image-collection', 'pixcrawler'],
    task_categories: ['image-classification'],
    annotations_creators: ['machine-generated'],
    size_categories: [sizeCategory(total)],
    configs: [
      {
        config_name: 'default',
        data_files: used.map((split) => ({ split, path: `${split}/**` })),
        drop_labels: true, // the label column says more than the folder, and says it in both layouts
      },
    ],
    dataset_info: {
      config_name: 'default',
      features: [
        { name: 'image', dtype: 'image' },
        ...Object.entries(RECORD_COLUMNS).map(([name, dtype]): YamlValue =>
          dtype === 'list' ? { name, list: 'string' } : { name, dtype },
        ),
      ],
      splits: used.map((split) => ({
        name: split,
        num_bytes: splits.get(split)?.bytes ?? 0,
        num_examples: splits.get(split)?.count ?? 0,
      })),
    },
  };
}

function text({ title, splits, licenses, folders, inFolders }: CardFacts): string {
  const names = [...folders].map(([label, folder]) => [label, inFolders ? `${folder}/` : 'images/']);
  const sections = [
    `# ${title.replaceAll('\n', ' ')}`,
    'Images collected by keyword with PixCrawler. Each split has a `metadata.jsonl` with the label, the origin and the licence of every image; a text that is not known is empty. `sha256` is of the file here, `source_sha256` of the file as it was fetched.',
    table(
      'Split',
      'Images',
      SPLITS.filter((s) => splits.has(s)).map((s) => [s, String(splits.get(s)?.count)]),
    ),
    table('Label', 'Folder', names),
    table(
      'Licence',
      'Images',
      [...licenses].map(([license, count]) => [license ?? 'unknown', String(count)]),
    ),
    '`ATTRIBUTION.csv` names the author, the source and the licence of each file. The licences are what the sources say; check them before you publish. `SHA256SUMS` checks every file: `sha256sum -c SHA256SUMS`.',
  ];
  return `${sections.join('\n\n')}\n`;
}

const table = (left: string, right: string, rows: readonly (readonly string[])[]): string =>
  [`| ${left} | ${right} |`, '| --- | --- |', ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`)].join('\n');

const cell = (value: string): string => value.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\s+/g, ' ');

function sizeCategory(count: number): string {
  const steps = ['1K', '10K', '100K', '1M', '10M'];
  const above = steps.findLastIndex((_, index) => count >= 1000 * 10 ** index);
  if (above < 0) return 'n<1K';
  return `${steps[above]}<n<${steps[above + 1] ?? '100M'}`;
}
