import { Module } from '@nestjs/common';
import { SourcesModule } from '../../crawler/sources/sources.module.js';
import { SourcesController } from './sources.controller.js';

/** API process only: tells what the sources are. */
@Module({ imports: [SourcesModule], controllers: [SourcesController] })
export class SourcesApiModule {}
