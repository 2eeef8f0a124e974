import { BadList } from './bad-list.js';
import { LineCount } from './line-count.js';

/** Bytes as UTF-8 text, without a byte order mark. @throws BadList that names the line which is none */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const count = new LineCount();
  let begun: Uint8Array = new Uint8Array(); // the last character so far, of which more bytes may come
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (error) {
      if (piece) count.add(soundPart(Buffer.concat([begun, piece])));
      throw new BadList(`line ${count.line} is not valid UTF-8; save it in that encoding`, null, { cause: error });
    }
  };
  for await (const piece of bytes) {
    const text = decode(piece);
    count.add(text);
    begun = lastCharacter(piece.length < 3 ? Buffer.concat([begun, piece]) : piece.subarray(-3));
    if (text !== '') yield text;
  }
  decode(); // half a character at the end
}

/** What is there of it, when it is one of several bytes. */
function lastCharacter(bytes: Uint8Array): Uint8Array {
  const at = bytes.findLastIndex((byte) => (byte & 0xc0) !== 0x80);
  return (bytes[at] ?? 0) >= 0xc0 ? bytes.subarray(at) : new Uint8Array();
}

/** The text before the first byte that is no UTF-8. */
function soundPart(bytes: Uint8Array): string {
  let [sound, broken] = [0, bytes.length];
  while (broken - sound > 1) {
    const middle = (sound + broken) >> 1;
    if (decoded(bytes.subarray(0, middle)) === null) broken = middle;
    else sound = middle;
  }
  return decoded(bytes.subarray(0, sound)) ?? '';
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}
