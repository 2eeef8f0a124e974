import { Module } from '@nestjs/common';
import { SourcesModule } from '../../../crawler/sources/sources.module.js';
import { DatasetImportRepository } from './dataset-import.repository.js';
import { DatasetImporter } from './dataset-importer.service.js';

/** Brings rows of an old `datasets` table over; only its command needs it. */
@Module({
  imports: [SourcesModule],
  providers: [DatasetImporter, DatasetImportRepository],
})
export class DatasetsImportModule {}
