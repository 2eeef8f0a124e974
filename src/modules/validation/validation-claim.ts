import type { StoredSettings } from './rule-settings.js';

/** What one run of a validation holds. It may write as long as nobody has raised the fence. */
export interface ValidationClaim {
  id: string;
  fence: number;
  userId: string;
  projectId: string;
  crawlJobId: string;
  settings: StoredSettings;
  /** Claims since it last moved on, this one included; 1 again as soon as it does. */
  attempts: number;
}

/** The fence was passed: cancelled, deleted, or taken over by another worker. Write nothing more. */
export class ValidationClaimLost extends Error {
  constructor({ id, fence }: ValidationClaim) {
    super(`Validation ${id}: fence ${fence} was passed`);
  }
}
