import { createServer, type Server, type ServerResponse } from 'node:http';
import { ApiClient } from './api-client.js';
import type { CrawlJob } from './crawl-job.js';
import { watchJob } from './watch-job.js';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** Plays the given answers in turn; answers a client. */
async function clientOf(...answers: ((response: ServerResponse) => void)[]): Promise<ApiClient> {
  server = createServer((_request, response) => answers.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return new ApiClient(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, 'key');
}

const event = (name: string, images: number) => `event: ${name}\ndata: {"downloaded_images":${images}}\n\n`;
const stream = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'text/event-stream' });

describe('watchJob', () => {
  const seen: number[] = [];
  const note = ({ downloaded_images: images }: CrawlJob) => void seen.push(images);
  beforeEach(() => void seen.splice(0));

  it('reports progress and answers the state at the end', async () => {
    const api = await clientOf((response) => stream(response).end(event('progress', 1) + event('done', 2)));
    expect(await watchJob(api, '', note)).toMatchObject({ downloaded_images: 2 });
    expect(seen).toEqual([1]);
  });

  it('connects again after a stream that ended early or broke', async () => {
    const api = await clientOf(
      (response) => stream(response).end(event('progress', 1)),
      (response) => stream(response).write(event('progress', 2), () => response.destroy()),
      (response) => stream(response).end(event('done', 3)),
    );
    expect(await watchJob(api, '', note)).toMatchObject({ downloaded_images: 3 });
    expect(seen).toEqual([1, 2]);
  });

  it('gives up when nothing happens any more, heartbeats or not', async () => {
    const api = await clientOf((response) => {
      stream(response).write(event('progress', 1));
      const beat = setInterval(() => response.write(': heartbeat\n\n'), 20);
      response.on('close', () => clearInterval(beat));
    });
    await expect(watchJob(api, '', note, 300)).rejects.toThrow('no progress');
  });

  it('passes a refusal on', async () => {
    const api = await clientOf((response) => response.writeHead(404).end('{"title":"Not found"}'));
    await expect(watchJob(api, '/x', note)).rejects.toThrow('GET /x/events: 404 Not found');
  });
});
