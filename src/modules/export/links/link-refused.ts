import { Forbidden } from '../../../common/problem/problems.js';

/** 403: not a link of ours, expired, or of somebody who is suspended; its bearer is not told which. */
export class LinkRefused extends Forbidden {
  constructor() {
    super('The link has expired or was changed; ask its owner for a new one');
  }
}
