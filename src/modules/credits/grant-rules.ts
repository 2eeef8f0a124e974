import { ValidationFailed } from '../../common/problem/problems.js';
import type { Grant } from './credit-grants.service.js';

/** What no single property of a grant can say. Throws ValidationFailed. */
export function mustFit({ kind, amount, jobId }: Pick<Grant, 'kind' | 'amount' | 'jobId'>): void {
  if (amount === 0) throw ValidationFailed.pointer('/amount', 'not-zero', 'must not be 0');
  if (amount < 0 && kind !== 'adjust')
    throw ValidationFailed.pointer('/amount', 'min', `must be at least 1 for a ${kind}`);
  if (kind === 'refund' && jobId === undefined)
    throw ValidationFailed.pointer('/job_id', 'required', 'is needed by a refund');
}
