import type { ImageScope } from '../images/image-scope.js';

/** What one run of an export holds. It may write as long as nobody has raised the fence. */
export interface ExportClaim {
  id: string;
  fence: number;
  userId: string;
  scope: ImageScope;
  /** Name of the crawl job or project. */
  title: string;
  format: string;
  options: object;
  /** Claims so far, this one included. */
  attempts: number;
}

/** The fence was passed: cancelled, deleted, or taken over by another worker. Write nothing more. */
export class ExportClaimLost extends Error {
  constructor({ id, fence }: ExportClaim) {
    super(`Export ${id}: fence ${fence} was passed`);
  }
}
