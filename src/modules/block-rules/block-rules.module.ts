import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { AdminBlockRulesController } from './admin-block-rules.controller.js';
import { BlockList } from './block-list.js';
import { BlockRulesController } from './block-rules.controller.js';
import { BlockRulesRepository } from './block-rules.repository.js';
import { BlockRulesService } from './block-rules.service.js';

@Module({
  imports: [ProjectsModule],
  controllers: [BlockRulesController, AdminBlockRulesController],
  providers: [BlockRulesService, BlockRulesRepository, BlockList],
  exports: [BlockList],
})
export class BlockRulesModule {}
