import type { Type } from '@nestjs/common';
import type { ArchiveEntry } from '../archive/archive-entry.js';

/** One picture under one label. */
export interface ExportImage {
  /** The keyword it was collected for. */
  label: string;
  /** Every keyword it was found under, sorted. */
  labels: string[];
  /** Hex; of the bytes as fetched. */
  sha256: string;
  /** Hex; of the bytes that `read` gives. */
  stored_sha256: string;
  /** The same for a picture and its near duplicates. */
  group: string;
  format: string;
  /** Pixels. */
  width: number;
  height: number;
  source: string;
  original_url: string;
  page_url: string | null;
  title: string | null;
  creator: string | null;
  /** SPDX id; null: unknown. */
  license: string | null;
  license_url: string | null;
  attribution: string | null;
  /** 16 hex digits. */
  phash: string;
  is_duplicate: boolean;
  downloaded_at: Date;
  /** The stored bytes, checked against their hash; null when it has been taken down meanwhile. */
  read(): Promise<Buffer | null>;
}

export interface ExportContent {
  /** Name of the crawl job or project. */
  title: string;
  /** Every label that `images` may bring. */
  labels: readonly string[];
  /** Once through; by label, then sha256. */
  images: AsyncIterable<ExportImage>;
}

/** Which pictures a format wants. */
export interface ImageSelection {
  /** Near duplicates as well. */
  duplicates: boolean;
}

/** JSON Schema of a format's options. */
export interface OptionsSchema {
  type: 'object';
  additionalProperties: false;
  properties: Record<string, { default: unknown } & Record<string, unknown>>;
}

/** One file layout. Formats keep nothing between exports; the same content and options give the same entries. */
export interface ExportFormat<Options extends object = object> {
  /** As in the API. */
  name: string;
  description: string;
  mediaType: string;
  /** Of the archive, without dot. */
  extension: string;
  /** Class with the validation rules of its options; its defaults apply. */
  Options: Type<Options>;
  /** JSON Schema of the options, for clients. */
  schema: OptionsSchema;
  selection(options: Options): ImageSelection;
  entries(content: ExportContent, options: Options): AsyncIterable<ArchiveEntry>;
}

/** There is no picture to put into the archive; trying again would not help. */
export class NothingToExport extends Error {
  constructor() {
    super('There is no image left to export');
  }
}
