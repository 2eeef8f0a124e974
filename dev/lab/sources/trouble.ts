import type { Exchange } from '../http/exchange.js';
import type { TroubleKind } from './keyword.js';

type Refusal = (x: Exchange) => void;
/** How one source refuses, where it differs from the usual way. */
export type Refusals = Partial<Record<TroubleKind, Refusal>>;

const SLOW_MS = 2000;

const page = (title: string, body = '') =>
  `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1>${body}</body></html>`;

/** An edge network's firewall page. */
const firewallPage: Refusal = (x) =>
  x.html(page('Access denied', '<span class="cf-error-code">1020</span>'), 403, { server: 'cloudflare' });

const tooMany: Refusal = (x) => x.html(page('Too Many Requests'), 429, { 'retry-after': '1' });

const usual: Refusals = {
  blocked: firewallPage,
  consent: firewallPage,
  'rate-limited': tooMany,
  quota: tooMany,
  upstream: (x) => x.html(page('502 Bad Gateway'), 502),
  auth: (x) => x.html(page('Forbidden'), 403),
  'bad-request': (x) => x.html(page('Bad Request'), 400),
  'shape-changed': (x) => x.json({ data: { edges: [], note: 'Welcome to the next version' } }),
  // Accepted, never answered.
  hang: () => undefined,
};

/** Answers with the trouble. False when the search is to go on: there is none, or it only delays or empties the answer. */
export async function answerTrouble(x: Exchange, kind: TroubleKind | null, own: Refusals): Promise<boolean> {
  if (kind === 'slow') await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
  const refuse = kind && (own[kind] ?? usual[kind]);
  if (refuse) refuse(x);
  return Boolean(refuse);
}
