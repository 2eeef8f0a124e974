import { once } from 'node:events';

interface Reply {
  id?: number;
  result?: Record<string, unknown>;
  error?: { message: string };
}

/** One page of a browser, over the Chrome DevTools Protocol. */
export class DevTools {
  private lastId = 0;
  private readonly waiting = new Map<number, (reply: Reply) => void>();

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const reply: Reply = JSON.parse(String(data));
      if (reply.id !== undefined) this.waiting.get(reply.id)?.(reply);
    });
  }

  /** `origin`: `http://127.0.0.1:<debugging port>`. Opens a new page. */
  static async open(origin: string): Promise<DevTools> {
    const answer = await fetch(`${origin}/json/new?about:blank`, { method: 'PUT' });
    const { webSocketDebuggerUrl }: { webSocketDebuggerUrl: string } = await answer.json();
    const socket = new WebSocket(webSocketDebuggerUrl);
    await once(socket, 'open');
    return new DevTools(socket);
  }

  async send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    const id = ++this.lastId;
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.waiting.set(id, resolve);
    this.socket.send(JSON.stringify({ id, method, params }));
    const { error, result = {} } = await promise;
    this.waiting.delete(id);
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  /** The value of a JavaScript expression in the page; awaited when it is a promise. */
  async evaluate(expression: string): Promise<unknown> {
    const options = { expression, awaitPromise: true, returnByValue: true, userGesture: true };
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', options);
    if (exceptionDetails) throw new Error(`${expression}: ${JSON.stringify(exceptionDetails).slice(0, 500)}`);
    return Object(result)['value'];
  }

  /** PNG of the page as seen. */
  async screenshot(): Promise<Buffer> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    return Buffer.from(String(data), 'base64');
  }

  close(): void {
    this.socket.close();
  }
}
