import type { SourcePolicy } from './image-source.js';

/** Why the terms of a source do not clearly allow to build datasets from it, gravest first. */
export const POLICY_REASONS = [
  'training-forbidden', // models may not be trained with its pictures
  'bulk-forbidden', // pictures may not be collected in numbers
  'hotlink-required', // pictures must be shown from where they are, and a dataset holds copies
  'training-unknown', // its terms do not say whether models may be trained
  'bulk-limited', // collecting is allowed within bounds
  'bulk-unknown',
] as const;
export type PolicyReason = (typeof POLICY_REASONS)[number];

const HOLDS: Record<PolicyReason, (policy: SourcePolicy) => boolean> = {
  'training-forbidden': ({ training }) => training === 'no',
  'bulk-forbidden': ({ bulk }) => bulk === 'no',
  'hotlink-required': ({ hotlink }) => hotlink === 'required',
  'training-unknown': ({ training }) => training === 'unknown',
  'bulk-limited': ({ bulk }) => bulk === 'limited',
  'bulk-unknown': ({ bulk }) => bulk === 'unknown',
};

/** Empty: the terms allow it, or leave it to each picture's licence. */
export function policyReasons(policy: SourcePolicy): PolicyReason[] {
  return POLICY_REASONS.filter((reason) => HOLDS[reason](policy));
}
