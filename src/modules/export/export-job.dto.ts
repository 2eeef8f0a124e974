import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsObject } from 'class-validator';
import { PageOf } from '../../common/pagination/page-of.js';
import { IfGiven } from '../../common/validation/if-given.js';
import { EXPORT_JOB_STATUSES, type ExportJobStatus } from './export-job.entity.js';
import type { ExportJobRow } from './export-job.row.js';
import { ExportReportDto } from './export-report.dto.js';
import type { ExportReport } from './export-report.js';
import { EXPORT_FORMATS } from './formats/export-formats.js';
import type { ExportFormat } from './formats/export-format.js';
import { outputKind } from './pipeline/output-kind.js';

const FORMAT_NAMES = EXPORT_FORMATS.map((format) => format.name);

export class CreateExportJobDto {
  @IsIn(FORMAT_NAMES, { message: `must be one of ${FORMAT_NAMES.join(', ')}` })
  @ApiProperty({ enum: FORMAT_NAMES })
  format: string;

  /** What the format allows; see /export-formats */
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    selfRequired: false,
    example: { labels: 'folder' },
  })
  export_options?: Record<string, unknown>;
}

export class ExportJobLinksDto {
  self: string;
  /** null until it is completed */
  download: string | null;
  /** null until it is completed */
  manifest: string | null;
}

export class ExportJobDto {
  @ApiProperty({ format: 'uuid' })
  id: string;
  /** null: a whole project is exported */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  crawl_job_id: string | null;
  /** null: one crawl job is exported */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  project_id: string | null;
  @ApiProperty({ enum: FORMAT_NAMES })
  format: string;
  /** With the defaults of all that was left out */
  @ApiProperty({ type: 'object', additionalProperties: true })
  export_options: object;
  @ApiProperty({ enum: EXPORT_JOB_STATUSES })
  status: ExportJobStatus;
  /** Percent */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 100 })
  progress: number;
  @ApiProperty({ type: 'integer', nullable: true })
  total_images: number | null;
  /** Bytes of the archive */
  @ApiProperty({ type: 'integer', nullable: true })
  file_size: number | null;
  /** Of the archive, hex; also its ETag */
  sha256: string | null;
  /** Why it failed, or why its last run ended and another follows; of an archive that was written and not found sound, each finding */
  error: string | null;
  /** What became of which images; null until an archive has been written, so also when it failed or was cancelled before that */
  @ApiProperty({ type: ExportReportDto, nullable: true })
  report: ExportReport | null;
  /** When its files are deleted */
  expires_at: Date | null;
  /** Since then an image that it holds has been taken down: links to it have ended, its owner can still download it */
  superseded_at: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  created_at: Date;
  updated_at: Date;
  links: ExportJobLinksDto;

  static from(row: ExportJobRow): ExportJobDto {
    const {
      fence: _fence,
      storage_key: _key,
      path_project_id: _project,
      manifest_size: _size,
      manifest_sha256: _sha256,
      ...fields
    } = row;
    const self = pathOf(row);
    return {
      ...fields,
      file_size: row.file_size === null ? null : Number(row.file_size),
      expires_at: time(row.expires_at),
      superseded_at: time(row.superseded_at),
      started_at: time(row.started_at),
      completed_at: time(row.completed_at),
      created_at: new Date(row.created_at),
      updated_at: new Date(row.updated_at),
      links: {
        self,
        download: row.status === 'completed' ? `${self}/download` : null,
        manifest: row.status === 'completed' && row.manifest_size !== null ? `${self}/manifest` : null,
      },
    };
  }
}

export class ExportJobPageDto extends PageOf(ExportJobDto) {}

export class ExportFormatDto {
  name: string;
  description: string;
  /** Of the file, with the default options */
  media_type: string;
  /** JSON Schema of export_options */
  @ApiProperty({ type: 'object', additionalProperties: true })
  options: object;

  static from(format: ExportFormat): ExportFormatDto {
    const { name, description, schema: options, Options } = format;
    return { name, description, media_type: outputKind(format, new Options()).mediaType, options };
  }
}

export class ExportFormatListDto {
  data: ExportFormatDto[];
}

function pathOf({ id, path_project_id: projectId, crawl_job_id: jobId }: ExportJobRow): string {
  const subject = jobId === null ? `/api/projects/${projectId}` : `/api/projects/${projectId}/crawl-jobs/${jobId}`;
  return `${subject}/export-jobs/${id}`;
}

const time = (value: string | null): Date | null => (value === null ? null : new Date(value));
