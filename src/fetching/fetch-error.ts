import { FetchFailure, type FetchFailureReason } from './fetch-failure.js';

const REASONS: Record<string, FetchFailureReason> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
};

/** A transport error in our own terms; a FetchFailure, also one inside an AggregateError, stays itself. */
export function asFetchFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : undefined;
  if (inner instanceof FetchFailure) return inner;
  const code = codeOf(error) ?? codeOf(inner) ?? 'unknown error';
  return new FetchFailure(reasonOf(code), `transport: ${code}`, null, null, { cause: error });
}

/** The connection died before an answer began, after it had served earlier requests: the server had just closed it. */
export function isStaleConnection(error: unknown): boolean {
  if (codeOf(error) !== 'UND_ERR_SOCKET' || !(error instanceof Error) || !('socket' in error)) return false;
  const socket = error.socket;
  return typeof socket === 'object' && socket !== null && 'bytesRead' in socket && Number(socket.bytesRead) > 0;
}

function reasonOf(code: string): FetchFailureReason {
  const known = REASONS[code];
  if (known) return known;
  return /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_)/.test(code) ? 'tls' : 'connection';
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
