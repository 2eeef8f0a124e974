import { HttpException } from '@nestjs/common';

/** One fault in a request: a JSON Pointer into the body, or the name of a path or query parameter. */
export interface FieldError {
  pointer?: string;
  parameter?: string;
  /** Stable, kebab-case, for programs. */
  code: string;
  /** For people; may change. */
  message: string;
}

export interface ProblemOptions {
  /** Constant per slug; derived from the slug when left out. */
  title?: string;
  errors?: readonly FieldError[];
  /** Response headers, such as Retry-After or Allow. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/**
 * An error the client is meant to understand (RFC 9457). One subclass or one slug per kind;
 * each slug has a section in docs/problems.md. `extensions` become members of the body.
 */
export class Problem extends HttpException {
  readonly title: string;
  readonly errors: readonly FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    readonly slug: string,
    readonly detail: string,
    readonly extensions: Record<string, unknown> = {},
    options: ProblemOptions = {},
  ) {
    super(detail, status, { cause: options.cause });
    this.title = options.title ?? titleOf(slug);
    this.errors = options.errors ?? [];
    this.headers = options.headers ?? {};
  }
}

const titleOf = (slug: string): string =>
  `${slug.charAt(0).toUpperCase()}${slug.slice(1).replaceAll('-', ' ')}`.replace(/\bjson\b/, 'JSON');
