import { ValidateBy, IsObject, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import { IfGiven } from '../../../common/validation/if-given.js';
import { entryOf, type ArchiveEntry } from '../archive/archive-entry.js';
import { OptionalFlag } from '../options/option-rules.js';
import { PicturesOptionsDto, picturesSchema } from '../options/archive-options.dto.js';
import { schemaOf } from '../options/options-schema.js';
import { addUpToOne, SplitSharesDto, splitSharesSchema } from '../options/split-shares.dto.js';
import type { SelectionPlan } from '../selection/selection-plan.js';
import { SPLITS } from '../selection/split.js';
import { splitGaps } from '../selection/split-gaps.js';
import { classFolders } from './class-folders.js';
import { looseFiles } from './croissant-files.js';
import { CannotExport, type ExportContent, type ExportFormat } from './export-format.js';
import { pictureBytes, pictureName } from './picture-name.js';
import { SPLIT_FOLDERS } from './split-folders.js';

/** Training needs a `val`. */
const SHARES = { train: 0.8, validation: 0.2, test: 0 };

export class YoloClsOptionsDto extends PicturesOptionsDto {
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateBy(addUpToOne)
  @ValidateNested()
  @Type(() => SplitSharesDto)
  override splits: SplitSharesDto = SplitSharesDto.of(SHARES);

  @OptionalFlag()
  override stratified: boolean = true;
}

/** Folders per split and class, as classifiers of Ultralytics and torchvision's ImageFolder read them. */
export const yoloCls: ExportFormat<YoloClsOptionsDto> = {
  name: 'yolo-cls',
  description: 'YOLO classification and torchvision ImageFolder: train, val and test with a folder per class',
  Options: YoloClsOptionsDto,
  schema: schemaOf({
    ...picturesSchema,
    splits: splitSharesSchema(SHARES),
    stratified: {
      type: 'boolean',
      default: true,
      description:
        'Every class has the same shares; its loaders number the classes of each split by themselves, so every split needs them all',
    },
  }),
  readable: ['jpeg', 'png', 'webp'],
  encoding: ({ image }) => image,
  check: everyClassEverywhere,
  write: yoloFiles,
  layout: ({ classes }) => ({
    text: `The classes are folders in \`train/\`, \`val/\` and \`test/\`; loaders number them in the order of their names. ${renamed(classes)}`,
    pictures: looseFiles(SPLITS.map((split) => `${SPLIT_FOLDERS[split]}/*`)),
  }),
};

/** ImageFolder numbers the classes of each split by the folders that it finds there: one missing shifts the others. */
function everyClassEverywhere(plan: SelectionPlan, { splits, stratified }: YoloClsOptionsDto): void {
  const [gap] = splitGaps(plan, splits);
  if (gap === undefined) return;
  throw new CannotExport(
    `${gap}, and this format needs every class in every split. Ask for fewer splits${stratified ? '' : ', for stratified ones,'} or leave these labels out`,
  );
}

async function* yoloFiles(content: ExportContent): AsyncGenerator<ArchiveEntry> {
  const folders = classFolders(content.plan.classes);
  for await (const item of content.items) {
    const path = `${SPLIT_FOLDERS[item.split]}/${folders.get(item.className) ?? ''}/${pictureName(item)}`;
    await content.place(item, { path });
    yield entryOf(path, pictureBytes(item), item.file.sha256);
  }
}

function renamed(classes: readonly string[]): string {
  const changed = [...classFolders(classes)].filter(([name, folder]) => name !== folder).length;
  return changed === 0
    ? 'Folders are called as their classes.'
    : `Folders are called as their classes, ${changed} of them in letters that every system takes; \`manifest.jsonl\` has the names.`;
}
