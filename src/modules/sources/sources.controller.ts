import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Scopes } from '../../common/auth/auth.decorators.js';
import { SourceHealth } from '../../crawler/sources/source-health.js';
import { SourceRegistry } from '../../crawler/sources/source-registry.js';
import { SourceDto, SourceListDto } from './source.dto.js';

@ApiTags('sources')
@Scopes('sources:read')
@Controller('sources')
export class SourcesController {
  constructor(
    private readonly sources: SourceRegistry,
    private readonly health: SourceHealth,
  ) {}

  /** List the image sources: what each can do, what its terms allow, its limits, and how it does now */
  @Get()
  async listSources(): Promise<SourceListDto> {
    const sources = this.sources.list();
    return {
      data: await Promise.all(sources.map(async (source) => SourceDto.from(source, await this.health.of(source.name)))),
    };
  }
}
