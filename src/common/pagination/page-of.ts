import { mixin, type Type } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** What every list answers. */
export interface Page<T> {
  data: T[];
  has_more: boolean;
  /** Pass as `cursor` to read on; null on the last page. */
  next_cursor: string | null;
}

/** `class ProjectPageDto extends PageOf(ProjectDto) {}` gives OpenAPI a real schema for a page. */
export function PageOf<T>(Item: Type<T>): Type<Page<T>> {
  class PageDto implements Page<T> {
    @ApiProperty({ type: [Item] })
    data: T[];

    @ApiProperty({ type: Boolean })
    has_more: boolean;

    @ApiProperty({ type: String, nullable: true, description: 'Pass as `cursor` to read on; null on the last page' })
    next_cursor: string | null;
  }
  return mixin(PageDto);
}
