import { ApiProperty } from '@nestjs/swagger';
import { Text } from '../../common/validation/text.js';
import type { DatasetItem } from './dataset-items.repository.js';

/** Deprecated: use ImageDto. */
export class DatasetItemDto implements DatasetItem {
  /** Where it was found */
  @ApiProperty({ format: 'uri' })
  url: string;
  label: string;
  filename: string;
  /** Pixels of the stored file */
  @ApiProperty({ type: 'integer' })
  width: number;
  @ApiProperty({ type: 'integer' })
  height: number;
  /** SPDX id; null: unknown */
  license: string | null;
  license_url: string | null;
  creator: string | null;
  source: string;
}

export class DatasetLinkQueryDto {
  /** Of the link, as it was given out */
  @Text({ max: 300 })
  token: string;
}
