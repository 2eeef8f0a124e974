import { Injectable } from '@nestjs/common';
import { Storage } from '../../../storage/storage.js';
import type { ExportFormat, PipelineOptions } from '../formats/export-format.js';

/** A finished export that nobody has been offered yet. */
export interface Patient {
  format: ExportFormat;
  options: PipelineOptions;
  /** Storage key of the archive or file. */
  key: string;
  /** Bytes that were written. */
  size: number;
  /** Pictures that it should hold. */
  images: number;
}

/** Looks at an export before it is offered. */
@Injectable()
export class ExportDoctor {
  constructor(private readonly storage: Storage) {}

  /** What is wrong with it, in words for its owner; nothing: it may be offered. Throws when it cannot be read. */
  async check({ key, size }: Patient): Promise<string[]> {
    const stored = await this.storage.stat(key);
    return stored?.size === size ? [] : [`The archive has ${stored?.size ?? 0} bytes instead of ${size}`];
  }
}
