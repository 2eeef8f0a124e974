import type { ApiRequest } from './send.js';

/** One request that an operation must refuse, and how. */
export interface BadRequest {
  name: string;
  request: ApiRequest;
  status: number;
  /** Last part of the problem's type. */
  slug: string;
  /** Pointer or parameter that one of the errors must name. */
  names?: string;
}
