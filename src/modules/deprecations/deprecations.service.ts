import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/pagination/page-of.js';
import {
  DeprecationUsageRepository,
  type DeprecationUsageFilter,
  type DeprecationUsageRow,
} from './deprecation-usage.repository.js';

/** Who still calls deprecated endpoints. Administrators only. */
@Injectable()
export class DeprecationsService {
  constructor(private readonly usage: DeprecationUsageRepository) {}

  list(filter: DeprecationUsageFilter): Promise<Page<DeprecationUsageRow>> {
    return this.usage.page(filter);
  }
}
