import { Unauthorized } from '../../common/problem/problems.js';

/** 401 for credentials that were sent and refused: the same document, and the challenge that RFC 6750 has for it. */
export class InvalidToken extends Unauthorized {
  constructor() {
    super();
    this.headers['WWW-Authenticate'] += ', error="invalid_token"';
  }
}
