import { yaml as yamlText } from '../documents/yaml.js';
import { schemaOf } from '../options/options-schema.js';
import { TableOptionsDto, tableSchema } from '../options/table-options.dto.js';
import { tableFormat } from './table-format.js';

const LIST = 'images:\n';

export class YamlOptionsDto extends TableOptionsDto {}

/** One YAML document; every text is quoted. */
export const yaml = tableFormat({
  name: 'yaml',
  description: 'YAML: one document of names and images, alone or in an archive with or without the images',
  file: { mediaType: 'application/yaml', extension: 'yaml' },
  Options: YamlOptionsDto,
  schema: schemaOf(tableSchema),
  text: '`images.yaml` is one document: `names` by their numbers, then `images`.',
  table: ({ title, plan }) => ({
    head: `${yamlText({ title })}names:${names(plan.classes)}${LIST}`,
    row: (row) => yamlText({ images: [row] }).slice(LIST.length),
    tail: '',
  }),
});

/** Numbers for keys, as YOLO writes them. */
const names = (classes: readonly string[]): string =>
  classes.length === 0
    ? ' {}\n'
    : `\n${classes.map((name, index) => `  ${index}: ${yamlText({ name }).slice('name: '.length)}`).join('')}`;
