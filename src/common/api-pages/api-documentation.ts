import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ServiceUnavailable } from '../problem/problems.js';

/** The whole OpenAPI document of the running application; it is made from the application and so comes later. */
@Injectable()
export class ApiDocumentation {
  private document: OpenAPIObject | null = null;

  use(document: OpenAPIObject): void {
    this.document = document;
  }

  /** Throws ServiceUnavailable before `use`. */
  get(): OpenAPIObject {
    if (!this.document) throw new ServiceUnavailable();
    return this.document;
  }
}
