import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsBase64, IsBoolean, MaxLength, ValidateBy } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalInt, QueryInt } from '../../common/validation/numbers.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryBool } from '../../common/validation/query-values.js';
import { DUPLICATE_DISTANCE } from '../crawl-jobs/duplicate-distance.js';
import { ImageDto } from './image.dto.js';

/** Beyond it the band indexes would miss some. */
const MAX_DISTANCE = 11;
/** Characters of base64: 20 MB of picture. */
export const MAX_FILE_TEXT = 28_000_000;
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAADklEQVQImWPoAAMGCAUALK4GYSSeFPoAAAAASUVORK5CYII=';

const OptionalHex = (length: number, example: string): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    ValidateBy({
      name: 'isHex',
      validator: {
        validate: (value) => typeof value === 'string' && value.length === length && /^[0-9a-f]+$/.test(value),
        defaultMessage: () => `must be ${length} hex digits in lower case`,
      },
    }),
    ApiProperty({ type: String, required: false, pattern: `^[0-9a-f]{${length}}$`, example }),
  );

@AtLeastOne()
export class LookupImageDto {
  /** Of a file: as it was fetched, or as it is stored and exported here */
  @OptionalHex(64, '0e9e0e65bffe5cf8b24c4e7d14c566f47c7f008d8db67daa0350899c8e5437d8')
  sha256?: string;

  /** 64-bit DCT perceptual hash, as images have it */
  @OptionalHex(16, 'c3d1f0e2a5968778')
  phash?: string;

  /** A picture in base64; both hashes are computed from it. At most 20 MB; it is not kept */
  @IfGiven()
  @MaxLength(MAX_FILE_TEXT, { message: 'must be a picture of at most 20 MB' })
  @IsBase64({}, { message: 'must be base64' })
  @ApiProperty({ type: String, format: 'byte', required: false, example: PIXEL })
  file?: string;

  /** Bits by which a near match may differ */
  @OptionalInt({ min: 0, max: MAX_DISTANCE }, { default: DUPLICATE_DISTANCE.default })
  distance?: number = DUPLICATE_DISTANCE.default;

  /** Also find it mirrored or turned by quarters; estimated from the hash, so ask for a distance of 8 or more */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  @ApiProperty({ type: Boolean, required: false, default: false })
  orientations?: boolean = false;
}

export class SimilarImagesQueryDto {
  /** Bits of the perceptual hash by which they may differ */
  @QueryInt({ min: 0, max: MAX_DISTANCE, default: DUPLICATE_DISTANCE.default })
  distance: number = DUPLICATE_DISTANCE.default;

  /** The nearest so many */
  @QueryInt({ min: 1, max: 100, default: 20 })
  limit: number = 20;

  /** Also those mirrored or turned by quarters; estimated from the hash, so ask for a distance of 8 or more */
  @QueryBool({ default: false })
  orientations?: boolean = false;
}

export class SimilarImageDto {
  /** Bits of the perceptual hash that differ */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: MAX_DISTANCE })
  distance: number;
  image: ImageDto;
}

export class SimilarImagesDto {
  /** Nearest first */
  @ApiProperty({ type: [SimilarImageDto] })
  data: SimilarImageDto[];
  /** There are more than `limit` */
  has_more: boolean;
}

export class ImageLookupDto {
  /** Looked for; null: neither it nor a file was given */
  sha256: string | null;
  /** Looked for; null: neither it nor a file was given */
  phash: string | null;
  /**
   * Images whose bytes as fetched are the same, oldest first, 20 at most. A file that was taken from here, without the metadata that it
   * was fetched with, is known as what it was; one that an export resized or encoded anew is only near
   */
  @ApiProperty({ type: [ImageDto] })
  exact: ImageDto[];
  /** Images that look alike, nearest first, 20 at most; those with the same bytes are among them */
  @ApiProperty({ type: [SimilarImageDto] })
  near: SimilarImageDto[];
  /** Why it could not come into the project again, when it was taken down there */
  blocked: string | null;
}
