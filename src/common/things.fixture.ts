import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { IsBoolean, IsIn, IsObject } from 'class-validator';
import { Readable } from 'node:stream';
import type { AuthUser } from './auth/auth-user.js';
import { CurrentUser, Roles, Scopes } from './auth/auth.decorators.js';
import { Accepts } from './body/body-rules.js';
import { versioned } from './etag/etag.interceptor.js';
import { ExpectedVersion, IfMatch } from './etag/if-match.js';
import { SendsEtag } from './etag/sends-etag.decorator.js';
import { Include } from './include/include.decorator.js';
import { IncludeRegistry } from './include/include.registry.js';
import { ApiProblems } from './openapi/extensions.js';
import { decodeCursor, encodeCursor } from './pagination/cursor.js';
import type { Page } from './pagination/page-of.js';
import { PageQueryDto } from './pagination/page.dto.js';
import { SortBy } from './pagination/sort.js';
import { InvalidState, NotFound } from './problem/problems.js';
import { Produces } from './protocol/accept.js';
import { currentRequest } from './request-id/request-scope.js';
import { IfGiven } from './validation/if-given.js';
import { Int } from './validation/numbers.js';
import { PatchOf } from './validation/patch-of.js';
import { QueryBool, QueryText } from './validation/query-values.js';
import { OptionalText, Text, TextList } from './validation/text.js';
import { OptionalTimestamp } from './validation/timestamp.js';
import { UniqueItems } from './validation/unique-items.js';
import { UuidParam } from './validation/uuid.js';

/** The one id that the fixture's user owns. */
export const OWN = '0190a5c8-7e2f-7abc-8def-0123456789ab';

export class CreateThingDto {
  @Text({ max: 100 })
  name: string;

  @TextList({ items: { min: 2, max: 100 }, maxItems: 50 })
  keywords: string[];

  @Int({ min: 1, max: 1_000_000 })
  max_images: number;

  @IfGiven()
  @IsIn(['google', 'bing'], { each: true })
  @UniqueItems()
  sources?: string[];

  @IfGiven()
  @IsBoolean()
  dry?: boolean;

  @IfGiven()
  @IsObject()
  options?: Record<string, unknown>;

  @OptionalTimestamp()
  until?: string;

  @OptionalText({ max: 500, multiline: true, nullable: true })
  description?: string | null;
}

class PatchThingDto extends PatchOf(CreateThingDto) {}

class ListThingsQueryDto extends PageQueryDto {
  @QueryText({ max: 100 })
  q?: string;

  @SortBy({ name: { column: 'name', type: 'text' } })
  sort?: string;

  @QueryBool()
  dry?: boolean;

  @Include('parts')
  include?: string[];
}

@Controller('things')
export class ThingsController {
  constructor(private readonly includes: IncludeRegistry) {
    includes.register({
      parent: 'things',
      name: 'parts',
      scope: 'projects:read',
      load: async (_, ids) => new Map(ids.map((id) => [id, { data: [id], has_more: false }])),
    });
  }

  /** Create a thing */
  @Post()
  @Scopes('projects:write')
  async createThing(@Body() dto: CreateThingDto): Promise<object> {
    return { ...dto, request_id: currentRequest()?.requestId };
  }

  /** List things */
  @Get()
  async listThings(@CurrentUser() user: AuthUser, @Query() query: ListThingsQueryDto): Promise<Page<object>> {
    const scope = { list: 'things', user: user.id, q: query.q };
    if (query.cursor !== undefined) decodeCursor(scope, query.cursor, ['uuid']);
    const data = await this.includes.embed('things', user, query.include, [
      { id: OWN, limit: query.limit, q: query.q },
    ]);
    return { data, has_more: true, next_cursor: encodeCursor(scope, [OWN]) };
  }

  /** Read a thing */
  @Get(':thing_id')
  @SendsEtag()
  async getThing(@UuidParam('thing_id') id: string): Promise<object> {
    if (id !== OWN) throw new NotFound('Thing');
    return versioned({ id, user: currentRequest()?.userId }, 3);
  }

  /** Change a thing */
  @Patch(':thing_id')
  async updateThing(
    @UuidParam('thing_id') id: string,
    @Body() dto: PatchThingDto,
    @IfMatch() expected: ExpectedVersion,
  ): Promise<object> {
    expected.check(3);
    return { id, ...dto };
  }

  /** Delete a thing */
  @Delete(':thing_id')
  @HttpCode(204)
  async deleteThing(@UuidParam('thing_id') _id: string): Promise<void> {}

  /** Pause a thing */
  @ApiProblems(402)
  @Post(':thing_id/pause')
  @HttpCode(200)
  async pauseThing(@UuidParam('thing_id') id: string): Promise<object> {
    if (id === OWN) throw new InvalidState('A finished thing cannot be paused');
    return { id };
  }

  /** Read the picture of a thing */
  @Get(':thing_id/file')
  @ApiProblems(416)
  @Produces('image/png')
  @ApiProblems(410)
  getThingFile(@UuidParam('thing_id') _id: string): Readable {
    return Readable.from([Buffer.from('png')]);
  }

  /** Upload a thing */
  @Post('upload')
  @Accepts({ types: ['image/png'], as: 'bytes', limit: 200_000 })
  async uploadThing(@Body() bytes: Buffer): Promise<object> {
    return { length: bytes.length };
  }

  /** Fail as told */
  @Get('failures/:kind')
  @Roles('admin')
  async failThing(@Query('code') code?: string): Promise<void> {
    if (code === undefined) throw new Error('secret of the inside');
    throw Object.assign(new Error(`fault ${code}`), code.length === 5 ? { code, severity: 'ERROR' } : { code });
  }
}
