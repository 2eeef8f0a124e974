import { ApiProperty } from '@nestjs/swagger';
import { PageOf } from '../../../common/pagination/page-of.js';
import { QueryEnum, QueryText } from '../../../common/validation/query-values.js';
import type { HoldingExport } from './image-block.entity.js';
import type { ImageBlockRow } from './image-blocks.repository.js';

export class RemoveImageQueryDto {
  /** Why it is taken down */
  @QueryText({ max: 200 }, { example: 'Request of the rights holder' })
  reason?: string;

  /** What must not come back into the project: the same bytes and addresses, or also what looks like it */
  @QueryEnum(['exact', 'near'], { default: 'exact' })
  block?: 'exact' | 'near' = 'exact';
}

export class HoldingExportDto implements HoldingExport {
  @ApiProperty({ format: 'uuid' })
  id: string;
  format: string;
  /** null: an export of the whole project */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  crawl_job_id: string | null;
}

export class TakenCopyDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  crawl_job_id: string;
}

export class TakedownDto {
  @ApiProperty({ format: 'uuid' })
  image_id: string;
  /** Images of other crawl jobs of the project with the same bytes, which went with it */
  @ApiProperty({ type: [TakenCopyDto] })
  copies: TakenCopyDto[];
  /** Delete this block to let the picture come back */
  @ApiProperty({ format: 'uuid' })
  block_id: string;
  /** Exports that may hold it or a copy, now marked as superseded: those of its job or project made since it came */
  @ApiProperty({ type: [HoldingExportDto] })
  exports: HoldingExportDto[];
}

export class ImageBlockDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  /** The image that was taken down */
  @ApiProperty({ format: 'uuid' })
  image_id: string;
  /** Of the bytes that are barred */
  sha256: string;
  /** Addresses that are barred */
  @ApiProperty({ type: 'integer' })
  urls: number;
  /** Pictures as near to this perceptual hash as `distance` are barred too; null: only the same bytes */
  phash: string | null;
  /** Bits */
  @ApiProperty({ type: 'integer', nullable: true })
  distance: number | null;
  reason: string;
  /** Exports that may have held it at the time */
  @ApiProperty({ type: [HoldingExportDto] })
  exports: HoldingExportDto[];
  created_at: Date;

  static from(row: ImageBlockRow): ImageBlockDto {
    return { ...row, created_at: new Date(row.created_at) };
  }
}

export class ImageBlockPageDto extends PageOf(ImageBlockDto) {}
