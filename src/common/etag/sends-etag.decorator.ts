import { ApiExtension } from '@nestjs/swagger';
import { EXTENSIONS } from '../openapi/extensions.js';

/**
 * Documents that the answer carries the ETag of its resource, and on a GET If-None-Match and 304 with it. Every handler that
 * answers with `versioned` or with a stored object has it. `unless`: when the answer has none, as a sentence.
 */
export const SendsEtag = ({ unless = '' }: { unless?: string } = {}): MethodDecorator =>
  ApiExtension(EXTENSIONS.etag, { unless });
