/** The parts of a problem answer (RFC 9457) that a person wants to read. */
interface Problem {
  title?: string;
  detail?: string;
  errors?: { message?: string; pointer?: string }[];
}

/** The API refused a request; the message is its own explanation. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** PixCrawler's API as its users reach it. Every method throws ApiError for an answer other than 2xx. */
export class ApiClient {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  /** The JSON answer, which the caller describes. */
  async get<T>(path: string): Promise<T> {
    const body: T = JSON.parse(await (await this.open(path)).text());
    return body;
  }

  post<T>(path: string, content: object = {}): Promise<T> {
    return this.upload(path, 'application/json', JSON.stringify(content));
  }

  /** POSTs a body as it is. */
  async upload<T>(path: string, type: string, content: string): Promise<T> {
    const answer = await this.request(path, { method: 'POST', headers: { 'content-type': type }, body: content });
    const body: T = JSON.parse(await answer.text());
    return body;
  }

  /** An answer whose body the caller reads as it comes. */
  async open(path: string, signal?: AbortSignal): Promise<Response> {
    return this.request(path, signal ? { signal } : {});
  }

  private async request(path: string, init: RequestInit): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.key}` };
    const answer = await fetch(`${this.url}${path}`, { ...init, headers });
    if (answer.ok) return answer;
    const text = await answer.text();
    throw new ApiError(answer.status, `${init.method ?? 'GET'} ${path}: ${answer.status} ${explain(text)}`);
  }
}

function explain(text: string): string {
  try {
    const { title = '', detail, errors = [] }: Problem = JSON.parse(text);
    const fields = errors.map((error) => `${error.pointer ?? ''} ${error.message ?? ''}`.trim());
    return [detail ?? title, ...fields].join('; ');
  } catch {
    return text.slice(0, 200);
  }
}
