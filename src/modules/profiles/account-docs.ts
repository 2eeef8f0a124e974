import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import { ProfileDto } from './profile.dto.js';

/** Documents the export of an account: the profile, and a list of items for everything else. */
export const ApiAccountExport = (): MethodDecorator =>
  applyDecorators(
    ApiExtraModels(ProfileDto),
    ApiOkResponse({
      description: 'The whole account; every member but the first two is a list of items as the API answers them',
      headers: { 'Content-Disposition': { description: 'A name to save it under', schema: { type: 'string' } } },
      content: {
        'application/json': {
          schema: {
            type: 'object',
            required: ['exported_at', 'profile', 'api_keys'],
            properties: {
              exported_at: { type: 'string', format: 'date-time' },
              profile: { $ref: getSchemaPath(ProfileDto) },
            },
            additionalProperties: { type: 'array', items: { type: 'object', additionalProperties: true } },
          },
        },
      },
    }),
  );
