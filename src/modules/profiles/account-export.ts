import type { AuthUser } from '../../common/auth/auth-user.js';
import type { AccountPart } from './account-registry.js';

/** Text collected before it goes out, in characters. */
const PIECE = 16_384;

/** One JSON object: `head`, then each part as a list. Yields text as it is read, so memory does not grow with the account. */
export async function* accountJson(
  head: object,
  parts: readonly AccountPart[],
  user: AuthUser,
): AsyncGenerator<string> {
  let text = JSON.stringify(head).slice(0, -1);
  for (const part of parts) {
    if (!part.items) continue;
    text += `,${JSON.stringify(part.name)}:[`;
    let first = true;
    for await (const item of part.items(user)) {
      text += `${first ? '\n' : ',\n'}${JSON.stringify(item)}`;
      first = false;
      if (text.length < PIECE) continue;
      yield text;
      text = '';
    }
    text += ']';
  }
  yield `${text}}\n`;
}
