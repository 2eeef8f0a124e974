import { Injectable } from '@nestjs/common';
import { Env } from '../../config/env.js';
import { Problem, type FieldError } from '../../common/problem/problem.js';
import { ValidationFailed } from '../../common/problem/problems.js';
import { POLICY_REASONS, type PolicyReason, policyReasons } from '../../crawler/sources/policy-reasons.js';
import { isRecord } from '../../crawler/sources/reply-fields.js';
import { SourceRegistry } from '../../crawler/sources/source-registry.js';

/** Why the user had better look at a source before the job runs. */
export const WARNING_REASONS = [
  ...POLICY_REASONS,
  'labels-left-out', // URLs for it have labels that are none of the keywords
  'list-too-small', // fewer URLs are named for it than images are wanted
] as const;

export interface JobWarning {
  source: string;
  /** Gravest first; never empty. */
  reasons: (typeof WARNING_REASONS)[number][];
  message: string;
  /** Where the terms are; null: it is not about terms. */
  url: string | null;
}

/** A source whose terms do not clearly allow datasets. */
interface SourceWarning extends JobWarning {
  reasons: PolicyReason[];
}

const SAYS: Record<PolicyReason, string> = {
  'training-forbidden': 'its terms forbid training models with its pictures',
  'bulk-forbidden': 'its terms forbid collecting pictures in bulk',
  'hotlink-required': 'its pictures must be shown from where they are, not copied',
  'training-unknown': 'its terms do not say whether models may be trained',
  'bulk-limited': 'its terms set bounds to collecting pictures',
  'bulk-unknown': 'its terms do not say whether pictures may be collected in bulk',
};

/** Which sources a request may name, and what their terms say about it. */
@Injectable()
export class SourceRules {
  constructor(
    private readonly registry: SourceRegistry,
    private readonly env: Env,
  ) {}

  /** Warnings for sources whose terms do not clearly allow datasets. Throws 422, with SOURCE_POLICY=strict for those too. `property`: of the body. */
  check(names: string[], property = 'sources'): SourceWarning[] {
    const errors = this.unknown(names, property);
    if (errors.length > 0) throw new ValidationFailed(errors);
    const warnings = names.flatMap((name) => this.warningOf(name) ?? []);
    if (warnings.length > 0 && this.env.SOURCE_POLICY === 'strict') throw notAllowed(warnings, names, property);
    return warnings;
  }

  /** `error`; when it tells faults of `body`, with those of its sources, which the schema of a request does not know. */
  completed(error: unknown, body: unknown): unknown {
    if (!(error instanceof ValidationFailed) || !isRecord(body) || !Array.isArray(body['sources'])) return error;
    const told = new Set(error.errors.map(({ pointer }) => pointer));
    const more = this.unknown(body['sources'], 'sources').filter(({ pointer }) => !told.has(pointer));
    return more.length === 0 ? error : new ValidationFailed([...error.errors, ...more], error.cause);
  }

  private unknown(names: readonly unknown[], property: string): FieldError[] {
    const known = this.registry.list().map((source) => source.name);
    const message = `must be one of ${known.join(', ')}`;
    return names.flatMap((name, index) =>
      typeof name !== 'string' || known.includes(name)
        ? []
        : [{ pointer: `/${property}/${index}`, code: 'unknown-source', message }],
    );
  }

  /** Null when the terms of the source allow datasets, or leave it to each picture's licence. */
  private warningOf(name: string): SourceWarning | null {
    const { policy } = this.registry.get(name)!;
    const reasons = policyReasons(policy);
    if (reasons.length === 0) return null;
    const said = reasons.map((reason) => SAYS[reason]).join('; ');
    return { source: name, reasons, message: `${name}: ${said}. ${policy.note}`, url: policy.url };
  }
}

function notAllowed(warnings: SourceWarning[], names: string[], property: string): Problem {
  const errors = warnings.flatMap(({ source, reasons }) =>
    reasons.map((code) => ({ pointer: `/${property}/${names.indexOf(source)}`, code, message: SAYS[code] })),
  );
  return new Problem(
    422,
    'source-not-allowed',
    'The terms of a source do not allow this use; leave it out',
    { warnings },
    { errors },
  );
}
