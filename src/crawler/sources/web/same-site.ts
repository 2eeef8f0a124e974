import { isIP } from 'node:net';

/** Whether two addresses belong to one site: equal hosts and ports, `www.` and subdomains of the second one aside. */
export function isSameSite(url: string, page: string): boolean {
  const [one, other] = [new URL(url), new URL(page)];
  if (one.port !== other.port && (isIP(one.hostname) !== 0 || one.port !== '' || other.port !== '')) return false;
  const [host, home] = [one.hostname, other.hostname].map((name) => name.replace(/^www\./, ''));
  return host === home || (isIP(one.hostname) === 0 && host!.endsWith(`.${home}`));
}
