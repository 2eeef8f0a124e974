import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '../../common/auth/auth.decorators.js';
import { readMigrationGuide } from './migration-guide.js';

/** Where the links of deprecated answers lead. */
@ApiExcludeController()
@Public()
@Controller('guides/migrating-from-datasets')
export class MigrationGuideController {
  private readonly page = readMigrationGuide();

  @Get()
  @Header('Content-Type', 'text/html; charset=utf-8')
  readMigrationGuide(): string {
    return this.page;
  }
}
