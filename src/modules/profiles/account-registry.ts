import { Injectable } from '@nestjs/common';
import type { AuthUser } from '../../common/auth/auth-user.js';

/** What one module keeps for a user: how it is told, and how it is given up. */
export interface AccountPart {
  /** Member of the export; its value is the list of items. */
  name: string;
  /** Place in the export, and in the order of locks when the account is deleted: see `ACCOUNT_ORDER`. */
  order: number;
  /** Everything of the user, item by item in the form of the API's answers, read piece by piece. */
  items?(user: AuthUser): AsyncIterable<object>;
  /** Ends and hides what the user owns, in the caller's transaction; bulk data is for housekeeping. May be repeated. */
  erase?(userId: string): Promise<void>;
}

/** Locks are taken in this order everywhere: project, list, job, image, account. */
export const ACCOUNT_ORDER = {
  apiKeys: 10,
  projects: 20,
  urlLists: 25,
  crawlJobs: 30,
  images: 40,
  validations: 45,
  exports: 50,
  credits: 60,
  usage: 65,
  notifications: 70,
  activity: 80,
  keptAnswers: 90,
} as const;

/** Lets the account be exported and deleted whole by a module that knows none of its owners. They register when they start. */
@Injectable()
export class AccountRegistry {
  private readonly parts: AccountPart[] = [];

  register(part: AccountPart): void {
    if (this.parts.some(({ name }) => name === part.name))
      throw new Error(`account part ${part.name} is registered twice`);
    this.parts.push(part);
    this.parts.sort((a, b) => a.order - b.order);
  }

  /** In their order. */
  all(): readonly AccountPart[] {
    return this.parts;
  }
}
