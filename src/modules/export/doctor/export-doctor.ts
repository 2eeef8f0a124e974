import { Injectable } from '@nestjs/common';
import { Storage } from '../../../storage/storage.js';
import type { ExportFormat, PipelineOptions } from '../formats/export-format.js';
import type { ByteSource } from '../reading/byte-source.js';
import { examine } from './examine.js';

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

  /** What is wrong with it, in words for its owner; nothing: it may be offered. Throws when the storage cannot be read. */
  async check({ key, size, images, format, options }: Patient): Promise<string[]> {
    const stored = await this.storage.stat(key);
    if (stored?.size !== size) return [`The archive has ${stored?.size ?? 0} bytes instead of ${size}`];
    const file = options.archive === 'none' && format.file ? `images.${format.file.extension}` : null;
    return examine(this.sourceOf(key, size), { format: format.name, file, images });
  }

  private sourceOf(key: string, size: number): ByteSource {
    return {
      size,
      read: (start, length) => this.storage.bytes(key, start, Math.max(0, Math.min(length, size - start))),
    };
  }
}
