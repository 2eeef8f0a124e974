import { Injectable } from '@nestjs/common';
import { ObjectMissing, Storage } from '../../../storage/storage.js';
import { sha256Of } from '../archive/archive-entry.js';
import type { ExportRow } from '../selection/export-row.js';
import { ExportRowsRepository } from '../selection/export-rows.repository.js';

/** Bytes of stored pictures, checked. */
@Injectable()
export class PictureLoader {
  constructor(
    private readonly rows: ExportRowsRepository,
    private readonly storage: Storage,
  ) {}

  /** null: it was taken down since its row was read. Throws when the object is missing or damaged. */
  async read({ id, storage_key: key, stored_sha256: sha256, file_size: size }: ExportRow): Promise<Buffer | null> {
    try {
      const bytes = await this.storage.bytes(key, 0, size);
      if (sha256Of(bytes) === sha256) return bytes;
      throw new Error(`The object of image ${id} is damaged`);
    } catch (error) {
      if (error instanceof ObjectMissing && (await this.rows.isRemoved(id))) return null;
      throw error;
    }
  }
}
