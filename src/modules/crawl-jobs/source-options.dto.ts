import { ApiProperty } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsObject, ValidateBy, ValidateNested } from 'class-validator';
import { IfGiven } from '../../common/validation/if-given.js';
import { OptionalInt } from '../../common/validation/numbers.js';
import { OptionalText } from '../../common/validation/text.js';
import { webUrl } from '../../crawler/sources/reply-fields.js';
import type { ListedUrl, SitemapOptions, WebOptions } from './crawl-job-options.js';

const MAX_URLS = 500;
const MAX_PAGES = 100;
const MAX_SITEMAPS = 20;
const MAX_URL = 4096;

const isWebUrl = (each: boolean): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isWebUrl',
      validator: {
        validate: (value) => webUrl(value) !== null,
        defaultMessage: () => 'must be an http or https address without credentials',
      },
    },
    { each },
  );

const address = { type: 'string', format: 'uri', maxLength: MAX_URL } as const;

/** One address. */
const WebUrl = (): PropertyDecorator =>
  applyDecorators(isWebUrl(false), ApiProperty({ ...address, example: 'https://example.org/cat.jpg' }));

/** One address or none. */
const OptionalWebUrl = (): PropertyDecorator =>
  applyDecorators(IfGiven(), isWebUrl(false), ApiProperty({ ...address, required: false }));

/** At least one address. */
const WebUrls = (maxItems: number, example: string): PropertyDecorator =>
  applyDecorators(
    IsArray({ message: 'must be an array' }),
    ArrayMinSize(1, { message: 'must have at least 1 item' }),
    ArrayMaxSize(maxItems, { message: `must have at most ${maxItems} items` }),
    isWebUrl(true),
    ApiProperty({ type: 'array', items: address, minItems: 1, maxItems, example: [example] }),
  );

export class ListedUrlDto implements ListedUrl {
  /** Where the picture is */
  @WebUrl()
  url: string;

  /** Becomes the image's title */
  @OptionalText({ max: 2000, multiline: true })
  caption?: string;

  /** SPDX id, short name or address of the licence, or several with OR and AND; one that `license_url` contradicts holds beside it */
  @OptionalText({ max: 200 })
  license?: string;

  @OptionalWebUrl()
  license_url?: string;

  /** Who made it */
  @OptionalText({ max: 200 })
  creator?: string;

  /** Credit line; left out: made of caption, creator and licence */
  @OptionalText({ max: 1000 })
  attribution?: string;

  /** The page that shows it */
  @OptionalWebUrl()
  page_url?: string;

  /** The keyword of the job that it belongs to; left out: the first. One that the job does not have: it is left out */
  @OptionalText({ max: 100 })
  label?: string;
}

export class WebOptionsDto implements WebOptions {
  /** Pages whose pictures are collected */
  @WebUrls(MAX_PAGES, 'https://example.org/gallery')
  pages: string[];

  /** How many links of the same site to follow from these pages */
  @OptionalInt({ min: 0, max: 2 }, { default: 0 })
  depth?: number;

  /** Pages to read at most, these included */
  @OptionalInt({ min: 1, max: 2000 }, { default: 200 })
  max_pages?: number;
}

export class SitemapOptionsDto implements SitemapOptions {
  /** Sitemaps or indexes of them, plain or gzip; or addresses of sites, whose robots.txt says where theirs are */
  @WebUrls(MAX_SITEMAPS, 'https://example.org/sitemap.xml')
  urls: string[];

  /** Also read the pages that a sitemap lists without pictures */
  @IfGiven()
  @IsBoolean({ message: 'must be true or false' })
  @ApiProperty({ type: Boolean, required: false, default: false })
  read_pages?: boolean;
}

/** Addresses with what is known of them. */
export const ListedUrls = (): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    IsArray({ message: 'must be an array' }),
    ArrayMinSize(1, { message: 'must have at least 1 item' }),
    ArrayMaxSize(MAX_URLS, { message: `must have at most ${MAX_URLS} items` }),
    IsObject({ each: true, message: 'must be an object' }),
    ValidateNested({ each: true }),
    Type(() => ListedUrlDto),
    ApiProperty({ type: () => [ListedUrlDto], minItems: 1, maxItems: MAX_URLS, required: false }),
  );

/** Options of one source, as an object of this class. */
export const SourceOptions = (dto: () => typeof WebOptionsDto | typeof SitemapOptionsDto): PropertyDecorator =>
  applyDecorators(
    IfGiven(),
    IsObject({ message: 'must be an object' }),
    ValidateNested(),
    Type(dto),
    ApiProperty({ type: () => dto(), required: false }), // lazy by the name `type` that this function has
  );
