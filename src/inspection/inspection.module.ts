import { Module } from '@nestjs/common';
import { ForkedImageInspector } from './forked-image-inspector.js';
import { ImageInspector } from './image-inspector.js';

@Module({
  providers: [{ provide: ImageInspector, useClass: ForkedImageInspector }],
  exports: [ImageInspector],
})
export class InspectionModule {}
