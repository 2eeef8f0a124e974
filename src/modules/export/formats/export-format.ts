import type { Type } from '@nestjs/common';
import type { ArchiveEntry } from '../archive/archive-entry.js';
import type { ArchiveKind } from '../archive/archivers.js';
import type { Spool } from '../archive/spool.js';
import type { DatasetLayout } from '../documents/dataset-layout.js';
import type { OptionsSchema } from '../options/options-schema.js';
import type { ExportRow } from '../selection/export-row.js';
import { nothingLeft } from '../selection/nothing-left.js';
import type { SelectionOptions } from '../selection/selection-options.js';
import type { SelectionPlan } from '../selection/selection-plan.js';
import type { Split } from '../selection/split.js';

/** One file of an export, as it is written there. */
export interface ExportFile {
  /** Hex. */
  sha256: string;
  /** Bytes. */
  size: number;
  format: string;
  /** Pixels. */
  width: number;
  height: number;
}

/** One picture in one class. */
export interface ExportItem {
  row: ExportRow;
  className: string;
  /** Place of the class among `plan.classes`. */
  classIndex: number;
  split: Split;
  file: ExportFile;
  /** null: the format wants no pictures. */
  bytes: Buffer | null;
}

/** Where an item came to lie. */
export interface Placement {
  /** File of the archive. */
  path: string;
  /** Its name in that file, when it is not the whole file. */
  member?: string;
}

/** What a format writes from. */
export interface ExportContent {
  /** Name of the crawl job or project. */
  title: string;
  plan: SelectionPlan;
  /** Once through; by the sha256 of the bytes as fetched, then by class. Those taken down since are missing. */
  items: AsyncIterable<ExportItem>;
  /** Is to be called once per item, in their order: it goes into manifest and attribution. */
  place(item: ExportItem, where: Placement): Promise<void>;
  /** A file for what has to be complete before it can be written; closed by the caller of the format at the latest. */
  spool(): Promise<Spool>;
}

/** How the pictures of an export are encoded; null: none are wanted. */
export interface ImageEncoding {
  /** 'original', or the stored format that all become. */
  format: string;
  /** Pixels; null: as large as they are. */
  max_side: number | null;
  quality: number;
}

/** Options that the pipeline itself reads. */
export interface PipelineOptions extends SelectionOptions {
  /** 'none': the one file of the format as it is. */
  archive: ArchiveKind | 'none';
}

/** One file layout. Formats keep nothing between exports; the same content and options give the same entries. */
export interface ExportFormat<Options extends PipelineOptions = PipelineOptions> {
  /** As in the API. */
  name: string;
  description: string;
  /** Of its one file, for `archive: none`. */
  file?: { mediaType: string; extension: string };
  /** Class with the validation rules of its options; its defaults apply. */
  Options: Type<Options>;
  /** JSON Schema of the options, for clients. */
  schema: OptionsSchema;
  /** Stored formats that its readers read, in the order of preference; others become JPEG. */
  readable: readonly string[];
  encoding(options: Options): ImageEncoding | null;
  /** Throws CannotExport for a plan that its readers would misread. */
  check?(plan: SelectionPlan, options: Options): void;
  /** Everything but what all archives hold. */
  write(content: ExportContent, options: Options): AsyncIterable<ArchiveEntry>;
  /** For the documents that all archives hold. */
  layout(plan: SelectionPlan, options: Options): DatasetLayout;
}

/** The export cannot be made as it was asked for; trying again would not help. */
export class CannotExport extends Error {}

/** There is no picture to put into the archive. */
export class NothingToExport extends CannotExport {
  constructor(plan: SelectionPlan) {
    super(`There is no image left to export: ${nothingLeft(plan)}`);
  }
}
