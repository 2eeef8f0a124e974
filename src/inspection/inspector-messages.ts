import type { InspectionRules } from './image-inspector.js';
import type { Verdict } from './inspect-image.js';

/** Parent to child. */
export interface InspectRequest {
  id: number;
  bytes: Buffer;
  rules: InspectionRules;
}

/** Child to parent; `rss` in bytes, read after the picture. */
export type InspectorMessage =
  | { kind: 'ready' }
  | { kind: 'verdict'; id: number; verdict: Verdict; rss: number }
  | { kind: 'error'; id: number; message: string; rss: number };
