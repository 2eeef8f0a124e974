import { Module } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { DatasetsImportModule } from './modules/datasets/import/datasets-import.module.js';

/** What the import command needs: no HTTP, no queue consumers. */
@Module({ imports: [CoreModule, DatasetsImportModule] })
export class DatasetsImportCommandModule {}
