/** One readable text for the operator whose process does not start: the cause, without a stack when it is a known one. */
export function explainStart(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `port ${String(error.port)} is taken: stop what listens there or set PORT to another one`;
  }
  const isOurs = /^(Invalid environment|Redis has maxmemory-policy)/.test(error.message);
  return isOurs ? error.message : (error.stack ?? error.message);
}
