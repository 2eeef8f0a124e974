import { Injectable } from '@nestjs/common';
import type { Page } from '../../common/pagination/page-of.js';
import {
  ActivityRepository,
  type ActivityFilter,
  type ActivityRow,
  type AdminActivityFilter,
  type AdminActivityRow,
} from './activity.repository.js';

@Injectable()
export class ActivityService {
  constructor(private readonly activity: ActivityRepository) {}

  /** The user's log, newest first. */
  list(userId: string, filter: ActivityFilter): Promise<Page<ActivityRow>> {
    return this.activity.page(userId, filter);
  }

  /** Everybody's log, newest first: for administrators. */
  listAll(filter: AdminActivityFilter): Promise<Page<AdminActivityRow>> {
    return this.activity.pageOfAll(filter);
  }
}
