import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { ApiProblems } from '../../common/openapi/extensions.js';

/** Documents a route that ObjectSender answers. */
export function ApiObject(description: string, ...mediaTypes: string[]): MethodDecorator {
  const schema = { type: 'string', format: 'binary' };
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
  return applyDecorators(
    ApiHeader({ name: 'Range', required: false, description: 'One range of bytes', schema: { type: 'string' } }),
    ApiHeader({ name: 'If-Range', required: false, schema: { type: 'string' } }),
    ApiHeader({ name: 'If-None-Match', required: false, schema: { type: 'string' } }),
    ApiResponse({ status: 200, description, content }),
    ApiResponse({ status: 206, description: 'One range of it', content }),
    ApiResponse({ status: 304, description: 'The client has it already' }),
    ApiProblems(416),
  );
}
