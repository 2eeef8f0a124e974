import { ApiProperty } from '@nestjs/swagger';
import { IsIn, ValidateBy } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { QueryBool, QueryText } from '../../common/validation/query-values.js';
import { Text } from '../../common/validation/text.js';
import type { ListColumns } from './reading/columns.js';
import { LIST_FORMATS, type ListFormat } from './reading/list-format.js';
import type { UrlListRow } from './url-list.row.js';

const Column = (): PropertyDecorator => QueryText({ max: 200 });
const count = () => ApiProperty({ type: 'integer', minimum: 0 });

export class UploadUrlListQueryDto {
  /** How the file is written; gzip around it is recognised */
  @IsIn(LIST_FORMATS, { message: `must be one of ${LIST_FORMATS.join(', ')}` })
  @ApiProperty({ enum: LIST_FORMATS, example: 'txt' })
  format: ListFormat;

  /** Shown in lists */
  @Text({ max: 100 }, { example: 'birds.txt' })
  name: string;

  /** csv and tsv: false when the first line is data; the columns are then called 1, 2, 3 … */
  @QueryBool({ default: true })
  @ValidateBy({
    name: 'header',
    validator: {
      validate: (value, rest) => value !== false || hasHeader(rest?.object),
      defaultMessage: () => 'must be true or left out for every format but csv and tsv',
    },
  })
  header?: boolean;

  /** Column of the address; left out: the one called url, image_url, src or the like */
  @Column()
  url_column?: string;

  /** Column of the text that becomes the image's title; left out: caption, text, alt, title or description */
  @Column()
  caption_column?: string;

  /** Column of the licence: SPDX id, short name or address, or several with OR and AND; left out: license or licence */
  @Column()
  license_column?: string;

  /** Column of the address of the licence; left out: license_url */
  @Column()
  license_url_column?: string;

  /** Column of who made it; left out: creator, author, artist or photographer */
  @Column()
  creator_column?: string;

  /** Column of the credit line; left out: attribution or credit */
  @Column()
  attribution_column?: string;

  /** Column of the page that shows it; left out: page_url or page */
  @Column()
  page_url_column?: string;

  /**
   * Column of the keyword that a picture belongs to. Rows without a label belong to the job's first keyword, rows whose label is
   * none of its keywords are left out. Left out: all belong to the first keyword
   */
  @Column()
  label_column?: string;

  static columnsOf(query: UploadUrlListQueryDto): ListColumns {
    const columns = {
      url: query.url_column,
      caption: query.caption_column,
      license: query.license_column,
      license_url: query.license_url_column,
      creator: query.creator_column,
      attribution: query.attribution_column,
      page_url: query.page_url_column,
      label: query.label_column,
    };
    return Object.fromEntries(Object.entries(columns).filter(([, name]) => name !== undefined));
  }
}

export class UrlListDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  @ApiProperty({ format: 'uuid' })
  project_id: string;
  name: string;
  @ApiProperty({ enum: LIST_FORMATS })
  format: ListFormat;
  /** Which column says what */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { url: 'URL', caption: 'TEXT' } })
  columns: ListColumns;
  /** Addresses by label, as it is written; null: the list has no column of labels, or more than 1,000 of them */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 1 },
    nullable: true,
    example: { cat: 120, dog: 80 },
  })
  labels: Record<string, number> | null;
  /** Of the file as it was sent */
  @count()
  size: number;
  /** Of the file as it was sent, hex */
  sha256: string;
  @count()
  row_count: number;
  /** Rows with an address that can be fetched; the others are skipped */
  @count()
  url_count: number;
  /** 1 is the first row of data */
  @ApiProperty({ type: 'integer', minimum: 1, nullable: true })
  first_skipped_row: number | null;
  created_at: Date;

  static from({ sent_bytes, created_at, ...row }: UrlListRow): UrlListDto {
    return { ...row, size: sent_bytes, created_at: new Date(created_at) };
  }
}

const hasHeader = (query: unknown): boolean =>
  query instanceof UploadUrlListQueryDto && (query.format === 'csv' || query.format === 'tsv');

export class UrlListPageDto extends PageOf(UrlListDto) {}
