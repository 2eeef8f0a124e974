import { Type } from 'class-transformer';
import { IsObject, ValidateBy, ValidateNested } from 'class-validator';
import { IfGiven } from '../../../common/validation/if-given.js';
import { ARCHIVERS, type ArchiveKind } from '../archive/archivers.js';
import { AnyImageDto, anyImageSchema } from './image-options.dto.js';
import { OptionalFlag, OptionalWord } from './option-rules.js';
import { oneOf, type OptionsSchema } from './options-schema.js';
import { SelectionOptionsDto, selectionSchema } from './selection-options.dto.js';

const KINDS = ['none', ...Object.keys(ARCHIVERS)];

/** Of formats that are one table, alone or in an archive. */
export class TableOptionsDto extends SelectionOptionsDto {
  @OptionalWord(KINDS)
  archive: ArchiveKind | 'none' = 'none';

  @OptionalFlag()
  @ValidateBy({
    name: 'inArchive',
    validator: {
      validate: (images: unknown, args) => images !== true || Reflect.get(args?.object ?? {}, 'archive') !== 'none',
      defaultMessage: () => 'needs an archive',
    },
  })
  images: boolean = false;

  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => AnyImageDto)
  image: AnyImageDto = new AnyImageDto();
}

export const tableSchema: OptionsSchema['properties'] = {
  archive: oneOf(KINDS, 'none: the table alone; else the table, its documents and, if wanted, the images in one file'),
  images: { type: 'boolean', default: false, description: 'The images as well; needs an archive' },
  ...selectionSchema,
  image: anyImageSchema,
};
