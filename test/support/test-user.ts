import type { Server } from 'node:http';
import request, { type Test } from 'supertest';
import { AnswerWatch } from './response-validation.js';

/** A client of the API: sends its key, when it has one, with every request. An answer that is not documented fails. */
export class TestClient {
  constructor(
    private readonly server: Server,
    private readonly secret: string | null,
  ) {}

  get(path: string): Test {
    return this.send('get', path);
  }

  post(path: string, body?: object): Test {
    return this.send('post', path, body);
  }

  put(path: string, body?: object): Test {
    return this.send('put', path, body);
  }

  patch(path: string, body?: object): Test {
    return this.send('patch', path, body);
  }

  delete(path: string): Test {
    return this.send('delete', path);
  }

  private send(method: 'get' | 'post' | 'put' | 'patch' | 'delete', path: string, body?: object): Test {
    const test = request(this.server)[method](path);
    const watch = AnswerWatch.of(this.server);
    if (watch) test.expect(({ headers }) => watch.tell(headers['x-request-id']));
    if (this.secret !== null) test.set('Authorization', `Bearer ${this.secret}`);
    return body === undefined ? test : test.send(body);
  }
}

/** A profile with one API key. */
export class TestUser extends TestClient {
  constructor(
    server: Server,
    readonly key: string,
    readonly id: string,
    readonly email: string,
  ) {
    super(server, key);
  }
}
