import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { SendsEtag } from '../../common/etag/sends-etag.decorator.js';
import { ApiProblems } from '../../common/openapi/extensions.js';

/** Documents a route that ObjectSender answers. */
export function ApiObject(description: string, ...mediaTypes: string[]): MethodDecorator {
  const schema = { type: 'string', format: 'binary' };
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema }]));
  return applyDecorators(
    ApiHeader({ name: 'Range', required: false, description: 'One range of bytes', schema: { type: 'string' } }),
    ApiHeader({
      name: 'If-Range',
      required: false,
      description: 'ETag that the client has a part of; when it is another one the whole is sent',
      schema: { type: 'string' },
    }),
    ApiResponse({ status: 200, description, content }),
    ApiResponse({ status: 206, description: 'One range of it', content }),
    SendsEtag(),
    ApiProblems(416),
  );
}
