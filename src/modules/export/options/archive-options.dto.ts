import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { IfGiven } from '../../../common/validation/if-given.js';
import { ARCHIVERS, type ArchiveKind } from '../archive/archivers.js';
import {
  AnyImageDto,
  anyImageSchema,
  JpegImageDto,
  jpegImageSchema,
  OneFormatImageDto,
  oneFormatImageSchema,
} from './image-options.dto.js';
import { OptionalWord } from './option-rules.js';
import { oneOf, type OptionsSchema } from './options-schema.js';
import { SelectionOptionsDto, selectionSchema } from './selection-options.dto.js';

const KINDS = Object.keys(ARCHIVERS);

/** Of formats that are archives. */
export class ArchiveOptionsDto extends SelectionOptionsDto {
  @OptionalWord(KINDS)
  archive: ArchiveKind = 'zip';
}

/** Of archives of pictures as they are stored. */
export class PicturesOptionsDto extends ArchiveOptionsDto {
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => AnyImageDto)
  image: AnyImageDto = new AnyImageDto();
}

/** Of archives whose pictures have one extension. */
export class OneFormatOptionsDto extends ArchiveOptionsDto {
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => OneFormatImageDto)
  image: OneFormatImageDto = new OneFormatImageDto();
}

/** Of archives of JPEGs. */
export class JpegOptionsDto extends ArchiveOptionsDto {
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested()
  @Type(() => JpegImageDto)
  image: JpegImageDto = new JpegImageDto();
}

const archive = { archive: oneOf(KINDS, 'Kind of the file that holds all others') };

export const picturesSchema: OptionsSchema['properties'] = { ...archive, ...selectionSchema, image: anyImageSchema };
export const oneFormatSchema: OptionsSchema['properties'] = {
  ...archive,
  ...selectionSchema,
  image: oneFormatImageSchema,
};
export const jpegSchema: OptionsSchema['properties'] = { ...archive, ...selectionSchema, image: jpegImageSchema };
