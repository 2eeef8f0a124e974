import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags, type OpenAPIObject } from '@nestjs/swagger';
import { Roles, Scopes } from '../auth/auth.decorators.js';
import { ApiDocumentation } from './api-documentation.js';

@ApiTags('admin')
@Roles('admin')
@Scopes('admin')
@Controller('admin/openapi.json')
export class ApiDocumentationController {
  constructor(private readonly documentation: ApiDocumentation) {}

  /** Read the OpenAPI document of all operations, those for administrators included */
  @Get()
  @ApiOkResponse({ description: 'OpenAPI 3.1', schema: { type: 'object', additionalProperties: true } })
  getAdminOpenApi(): OpenAPIObject {
    return this.documentation.get();
  }
}
