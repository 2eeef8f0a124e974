import type { OpenAPIObject } from '@nestjs/swagger';
import { takeEtag } from './extensions.js';
import { operationsOf } from './operations.js';

const IF_NONE_MATCH = {
  name: 'If-None-Match',
  in: 'header' as const,
  required: false,
  description: 'ETag of the answer that the client has: while it is the current one the answer is 304 without a body',
  schema: { type: 'string' as const, examples: ['"v3"'] },
};
const NOT_MODIFIED = 'Not modified: If-None-Match names the current version';
const ETAG = 'Version of what is sent, for If-None-Match';

/** Adds, to the operations that send an ETag, the header, and to the GETs among them If-None-Match and 304. Changes the document. */
export function addEtags(document: OpenAPIObject): void {
  for (const { method, operation } of operationsOf(document)) {
    const etag = takeEtag(operation);
    if (!etag) continue;
    if (method === 'get') {
      operation.parameters = [...(operation.parameters ?? []), IF_NONE_MATCH];
      operation.responses['304'] = { description: NOT_MODIFIED };
    }
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!response || '$ref' in response || !/^[23]/.test(status)) continue;
      const isSent = status === '304' || etag.unless === '';
      const description = isSent ? ETAG : `${ETAG}. ${etag.unless}`;
      response.headers = { ...response.headers, ETag: { description, required: isSent, schema: { type: 'string' } } };
    }
  }
}
