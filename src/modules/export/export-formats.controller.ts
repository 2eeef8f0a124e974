import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Scopes } from '../../common/auth/auth.decorators.js';
import { ExportFormatDto, ExportFormatListDto } from './export-job.dto.js';
import { EXPORT_FORMATS } from './formats/export-formats.js';

@ApiTags('export')
@Controller('export-formats')
export class ExportFormatsController {
  /** List the export formats with their options */
  @Get()
  @Scopes('exports:read')
  listExportFormats(): ExportFormatListDto {
    return { data: EXPORT_FORMATS.map((format) => ExportFormatDto.from(format)) };
  }
}
