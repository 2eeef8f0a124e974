import { Problem, type FieldError } from './problem.js';

/** 400: bytes that cannot be read (framing, UTF-8, percent-encoding). */
export class MalformedRequest extends Problem {
  constructor(detail: string, cause?: unknown) {
    super(400, 'malformed-request', detail, {}, { cause });
  }
}

/** 400: not JSON. */
export class MalformedJson extends Problem {
  constructor(detail: string) {
    super(400, 'malformed-json', detail);
  }
}

/** 400: U+0000 or half a surrogate pair, which no text column can hold. */
export class InvalidCharacters extends Problem {
  constructor(errors: readonly FieldError[]) {
    super(400, 'invalid-characters', 'Text must not hold NUL or unpaired surrogates', {}, { errors });
  }
}

/** 400: JSON nested deeper than `limit` levels. */
export class TooDeeplyNested extends Problem {
  constructor(limit: number) {
    super(400, 'too-deeply-nested', `JSON may be nested at most ${limit} levels deep`);
  }
}

/** 405 with the methods that the path has. */
export class MethodNotAllowed extends Problem {
  constructor(method: string, allow: readonly string[]) {
    const methods = allow.join(', ');
    super(
      405,
      'method-not-allowed',
      `${method} is not supported here; use ${methods}`,
      {},
      { headers: { Allow: methods } },
    );
  }
}

/** 406: none of the media types in Accept can be served. */
export class NotAcceptable extends Problem {
  constructor(available: readonly string[]) {
    super(406, 'not-acceptable', `Accept names nothing that can be sent here; available: ${available.join(', ')}`);
  }
}

/** 413. `limit` in bytes. */
export class ContentTooLarge extends Problem {
  constructor(limit: number) {
    super(413, 'content-too-large', `The body may have at most ${limit} bytes`, { limit });
  }
}

/** 415: another media type, charset or content coding than the route reads. */
export class UnsupportedMediaType extends Problem {
  constructor(detail: string, headers: Record<string, string>) {
    super(415, 'unsupported-media-type', detail, {}, { headers });
  }
}
