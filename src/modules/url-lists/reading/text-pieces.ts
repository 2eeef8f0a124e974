import { BadList } from './bad-list.js';

/** Bytes as UTF-8 text, without a byte order mark. `row`: where the reader is, for the error. @throws BadList */
export async function* textPieces(bytes: AsyncIterable<Uint8Array>, row: () => number | null): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (piece?: Uint8Array): string => {
    try {
      return decoder.decode(piece, { stream: piece !== undefined });
    } catch (error) {
      throw new BadList('it is not valid UTF-8', row(), { cause: error });
    }
  };
  for await (const piece of bytes) {
    const text = decode(piece);
    if (text !== '') yield text;
  }
  decode(); // half a character at the end
}
