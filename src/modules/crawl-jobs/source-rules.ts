import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { Problem, type FieldError } from '../../common/problem/problem.js';
import { ValidationFailed } from '../../common/problem/problems.js';
import { SourceRegistry } from '../../crawler/sources/source-registry.js';

export interface SourceWarning {
  source: string;
  message: string;
  url: string;
}

/** Which sources a request may name, and what their terms say about it. */
@Injectable()
export class SourceRules {
  constructor(
    private readonly registry: SourceRegistry,
    private readonly env: Env,
  ) {}

  /** Warnings for sources whose terms do not clearly allow datasets. Throws 422, with SOURCE_POLICY=strict for those too. `property`: of the body. */
  check(names: string[], property = 'sources'): SourceWarning[] {
    const known = this.registry.list().map((source) => source.name);
    const errors: FieldError[] = names.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [{ pointer: `/${property}/${index}`, code: 'unknown-source', message: `must be one of ${known.join(', ')}` }],
    );
    if (errors.length > 0) throw new ValidationFailed(errors);
    const warnings = names.flatMap((name) => {
      const { policy } = this.registry.get(name)!;
      const clear = policy.bulk === 'yes' && policy.training !== 'no' && policy.training !== 'unknown';
      return clear ? [] : [{ source: name, message: policy.note, url: policy.url }];
    });
    if (warnings.length > 0 && this.env.SOURCE_POLICY === 'strict') {
      throw new Problem(422, 'source-not-allowed', 'The terms of a source do not allow this use', { warnings });
    }
    return warnings;
  }
}
