import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';

export interface SigningKey {
  kid: string;
  alg: 'ES256' | 'RS256';
  privateKey: CryptoKey;
  publicJwk: JWK;
}

/** Plays the auth server: publishes public keys over HTTP and signs tokens with the private ones. */
export class AuthServer {
  /** What the key set lists now. */
  published: SigningKey[] = [];
  /** Answers 500 instead. */
  broken = false;
  /** Requests for the key set so far. */
  hits = 0;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<AuthServer> {
    const server = createServer((request, response) => {
      auth.hits++;
      const found = request.url === '/auth/v1/.well-known/jwks.json' && !auth.broken;
      response.writeHead(found ? 200 : 500, { 'content-type': 'application/json', 'cache-control': 'max-age=600' });
      response.end(JSON.stringify({ keys: auth.published.map(({ publicJwk }) => publicJwk) }));
    });
    const auth = new AuthServer(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return auth;
  }

  static async newKey(alg: SigningKey['alg'] = 'ES256'): Promise<SigningKey> {
    const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
    const kid = randomUUID();
    const publicJwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', key_ops: ['verify'] };
    return { kid, alg, privateKey, publicJwk };
  }

  get host(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the auth server has stopped');
    return `127.0.0.1:${address.port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  get issuer(): string {
    return `${this.url}/auth/v1`;
  }

  /** The claims of a signed-in user's token; undefined members are left out. */
  claims(changes: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    const id = randomUUID();
    const claims: JWTPayload = {
      iss: this.issuer,
      sub: id,
      aud: 'authenticated',
      iat: now,
      exp: now + 3_600,
      role: 'authenticated',
      email: `${id}@test.example`,
      phone: '',
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: {},
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: now }],
      session_id: randomUUID(),
      is_anonymous: false,
      ...changes,
    };
    return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
  }

  /** A token by `key`, with its header changed as told. */
  sign(key: SigningKey, changes: JWTPayload = {}, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    return signed(this.claims(changes), key.privateKey, { alg: key.alg, kid: key.kid, typ: 'JWT', ...header });
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

export function signed(
  claims: JWTPayload,
  key: CryptoKey | Uint8Array,
  { kid, ...header }: JWTHeaderParameters,
): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ ...header, ...(kid !== undefined && { kid }) }).sign(key);
}
