import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsIn, ValidateBy } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { PageQueryDto } from '../../common/pagination/page.dto.js';
import { QueryInt } from '../../common/validation/numbers.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { AtLeastOne } from '../../common/validation/patch-of.js';
import { QueryBool, QueryEnum, QueryText } from '../../common/validation/query-values.js';
import { OptionalText } from '../../common/validation/text.js';
import { isLicenseName, LICENSE_NAMES } from '../../crawler/sources/license-class.js';
import { IMAGE_FORMATS } from './image-format.js';
import type { ImageRow } from './image.row.js';

const MAX_SIDE = 1_000_000;

export class ListImagesQueryDto extends PageQueryDto {
  /** Its label */
  @QueryText({ max: 100 })
  keyword?: string;

  /** Any of its labels: also keywords under which exact copies were found */
  @QueryText({ max: 100 })
  label?: string;

  @QueryText({ max: 40 })
  source?: string;

  /**
   * SPDX id, `LicenseRef-…` name, `unknown`, or one of the classes public-domain, attribution, share-alike, non-commercial,
   * no-derivatives, commercial, modification and open. Of images under several licences: any that `OR` offers, all that
   * `AND` joins
   */
  @QueryText({ max: 100 }, { example: 'CC-BY-4.0' })
  @ValidateBy({
    name: 'license',
    validator: {
      validate: (value) => typeof value !== 'string' || isLicenseName(value),
      defaultMessage: () => `must be ${LICENSE_NAMES}`,
    },
  })
  license?: string;

  @QueryEnum(IMAGE_FORMATS)
  format?: string;

  /** Pixels */
  @QueryInt({ min: 1, max: MAX_SIDE })
  min_width?: number;

  /** Pixels */
  @QueryInt({ min: 1, max: MAX_SIDE })
  min_height?: number;

  /** What validation said; images that were not validated match neither */
  @QueryBool()
  valid?: boolean;

  /** Marked as a near duplicate of another image */
  @QueryBool()
  duplicate?: boolean;
}

@AtLeastOne()
export class UpdateImageDto {
  /** Its label. What it had as this label in `labels` changes with it; other labels stay */
  @OptionalText({ min: 2, max: 100 }, { example: 'cat' })
  keyword?: string;

  /** null: not judged */
  @IfGiven({ nullable: true })
  @IsBoolean({ message: 'must be true, false or null' })
  @ApiProperty({ type: Boolean, nullable: true, required: false })
  is_valid?: boolean | null;

  /** false: it is no duplicate, and takes no part in groups of near duplicates from now on; null: the rule decides again */
  @IfGiven({ nullable: true })
  @IsIn([false], { message: 'must be false or null' })
  @ApiProperty({ type: Boolean, enum: [false], nullable: true, required: false })
  is_duplicate?: false | null;
}

export class ImageLabelDto {
  keyword: string;
  source: string;
  @ApiProperty({ format: 'uri' })
  url: string;
}

export class ImageLinksDto {
  /** The stored file */
  file: string;
  /** WebP of at most 256 × 256 pixels */
  thumbnail: string;
}

export class ImageDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  @ApiProperty({ format: 'uuid' })
  crawl_job_id: string;
  /** Its label: the keyword it was collected for, unless it was changed */
  keyword: string;
  /** Every way it was found; exact copies under other keywords add one */
  labels: ImageLabelDto[];
  source: string;
  @ApiProperty({ format: 'uri' })
  original_url: string;
  page_url: string | null;
  title: string | null;
  creator: string | null;
  /** SPDX id; null: unknown */
  license: string | null;
  license_url: string | null;
  attribution: string | null;
  filename: string;
  @ApiProperty({ enum: IMAGE_FORMATS })
  format: string;
  /** Pixels of the stored file */
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
  /** Bytes of the stored file */
  @ApiProperty({ type: 'integer' })
  file_size: number;
  /** Of the bytes as fetched, hex: the image's identity */
  sha256: string;
  /** Of the stored file, hex */
  stored_sha256: string;
  /** 64-bit DCT perceptual hash, hex */
  phash: string;
  /** null: not validated */
  is_valid: boolean | null;
  is_duplicate: boolean;
  /** The image of its group that stays */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  duplicate_of: string | null;
  /** Somebody said that it is no duplicate */
  kept_apart: boolean;
  downloaded_at: Date;
  created_at: Date;
  updated_at: Date;
  links: ImageLinksDto;

  static from(image: ImageRow): ImageDto {
    const { storage_key: _storageKey, version: _version, ...row } = image;
    return {
      ...row,
      downloaded_at: new Date(row.downloaded_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
      links: { file: `/api/images/${row.id}/file`, thumbnail: `/api/images/${row.id}/thumbnail` },
    };
  }
}

export class ImagePageDto extends PageOf(ImageDto) {}
