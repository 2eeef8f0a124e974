import { SPLITS } from '../selection/split.js';
import type { DatasetLayout } from './dataset-layout.js';
import type { ExportFacts } from './export-facts.js';
import { hubLicense } from './hub-license.js';
import { yaml, type YamlValue } from './yaml.js';

/** Rows of a table in the card. */
const MANY = 1_000;

export interface CardSubject {
  title: string;
  facts: ExportFacts;
  layout: DatasetLayout;
  /** In the order of their numbers. */
  classes: readonly string[];
}

/** README.md: the Hub's front matter, then what a person should know. */
export const datasetCard = (subject: CardSubject): string =>
  `---\n${yaml(frontMatter(subject))}---\n\n${text(subject)}`;

function frontMatter({ title, facts, layout: { hub } }: CardSubject): { [key: string]: YamlValue } {
  const used = SPLITS.filter((split) => facts.splits.has(split));
  return {
    ...hubLicense([...facts.licenses.keys()]),
    pretty_name: title,
    tags: ['image-collection', 'pixcrawler'],
    task_categories: ['image-classification'],
    annotations_creators: ['machine-generated'],
    source_datasets: ['original'],
    size_categories: [sizeCategory(facts.images)],
    ...(hub && {
      configs: [
        {
          config_name: 'default',
          data_files: hub.dataFiles.filter(({ split }) => facts.splits.has(split)),
          ...hub.config,
        },
      ],
    }),
    ...(hub?.features && {
      dataset_info: {
        config_name: 'default',
        features: hub.features,
        splits: used.map((split) => ({
          name: split,
          num_bytes: facts.splits.get(split)?.bytes ?? 0,
          num_examples: facts.splits.get(split)?.count ?? 0,
        })),
      },
    }),
  };
}

function text({ title, facts, layout, classes }: CardSubject): string {
  const shown = classes.slice(0, MANY).map((name, index) => [name, String(index), String(facts.classes[index] ?? 0)]);
  const sections = [
    `# ${inert(title)}`,
    'Images collected by keyword with PixCrawler.',
    layout.text,
    table(
      ['Split', 'Images'],
      SPLITS.filter((split) => facts.splits.has(split)).map((split) => [split, String(facts.splits.get(split)?.count)]),
    ),
    table(['Label', 'Number', 'Images'], shown),
    ...(classes.length > MANY ? [`${classes.length - MANY} more labels are in \`manifest.jsonl\`.`] : []),
    table(
      ['Licence', 'Images'],
      facts.sortedLicenses.map(([license, count]) => [license ?? 'unknown', String(count)]),
    ),
    table(
      ['Source', 'Images'],
      facts.sortedSources.map(([source, count]) => [source, String(count)]),
    ),
    '`manifest.jsonl` has a line for every image: where it lies, its label and split, where it came from, and its licence. `sha256` is of the file here, `source_sha256` of the file as it was fetched. `ATTRIBUTION.csv` names the author, the source and the licence of each file for people; a text that a spreadsheet would take for a formula has an apostrophe in front. The licences are what the sources say; check them before you publish. `croissant.json` describes the whole for machines. `SHA256SUMS` checks every file: `sha256sum -c SHA256SUMS`.',
  ];
  return `${sections.join('\n\n')}\n`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(inert)))].join('\n');

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** As text: neither Markdown nor HTML. */
const inert = (value: string): string => oneLine(value).replace(/[\\|`*_<>[\]&#!]/g, '\\$&');

/** Without line breaks, controls, and what turns the direction of the text after it. */
const oneLine = (value: string): string =>
  value.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

function sizeCategory(count: number): string {
  const steps = ['1K', '10K', '100K', '1M', '10M', '100M'];
  const above = steps.findLastIndex((_, index) => count >= 1000 * 10 ** index);
  if (above < 0) return 'n<1K';
  return `${steps[above]}<n<${steps[above + 1] ?? '1B'}`;
}
