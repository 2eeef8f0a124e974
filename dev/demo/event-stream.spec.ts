import * as fc from 'fast-check';
import { serverSentEvents, type ServerSentEvent } from './event-stream.js';

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 1_000): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of serverSentEvents(inPieces(text, size))) events.push(event);
  return events;
}

describe('serverSentEvents', () => {
  it.each([
    ['a named event', 'id: 1\nevent: done\ndata: {"a":1}\n\n', [{ event: 'done', data: '{"a":1}' }]],
    ['no name', 'data: x\n\n', [{ event: 'message', data: 'x' }]],
    ['several data lines', 'data: a\ndata:b\ndata:\n\n', [{ event: 'message', data: 'a\nb\n' }]],
    [
      'CRLF',
      'event: e\r\ndata: a\r\n\r\ndata: b\r\n\r\n',
      [
        { event: 'e', data: 'a' },
        { event: 'message', data: 'b' },
      ],
    ],
    ['comments and other fields alone', 'retry: 2000\n\n: heartbeat\n\n', []],
    ['a stream that ends in the middle', 'data: a\n\ndata: b\n', [{ event: 'message', data: 'a' }]],
  ])('reads %s', async (_name, text, expected) => {
    expect(await read(text)).toEqual(expected);
  });

  it('reads the same however the bytes are cut, also inside a character', async () => {
    const line = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        async (lines, size) => {
          const text = lines.map((data) => `event: progress\ndata: ${data}\n\n`).join('');
          expect(await read(text, size)).toEqual(lines.map((data) => ({ event: 'progress', data })));
        },
      ),
    );
  });
});
