import { isIP } from 'node:net';

export const BLOCK_RULE_KINDS = ['host', 'url_prefix'] as const;
export type BlockRuleKind = (typeof BLOCK_RULE_KINDS)[number];

/** What a rule blocks, in the one spelling that is stored and compared. */
export interface BlockRuleTarget {
  kind: BlockRuleKind;
  /** Host name or address for `host`; an http(s) URL without fragment for `url_prefix`. */
  value: string;
  host: string;
}

const MAX_LENGTH = 2_000;
const MAX_NAME_LENGTH = 253;
/** Of RFC 1123, and underscores, which hosts of the web have all the same. */
const LABEL = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/** Null: not a host name that a URL could have, a whole top-level domain, or not a URL. Host names may be written as URLs understand them, in any alphabet and case. */
export function blockRuleTarget(kind: BlockRuleKind, text: string): BlockRuleTarget | null {
  if (kind === 'host') {
    if (!/^[^\s/?#@\\]+$/.test(text)) return null;
    const url = URL.parse(`http://${text}/`);
    if (!url || url.port !== '' || url.pathname !== '/') return null;
    const host = plainHost(url);
    return isHost(host) && isNarrow(host) ? { kind, value: host, host } : null;
  }
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  const host = plainHost(url);
  return url.href.length <= MAX_LENGTH && isHost(host) ? { kind, value: url.href, host } : null;
}

/** The host and the domains above it: what a rule for a host with its subdomains may name. */
export function hostAndDomains(url: URL): string[] {
  const host = plainHost(url);
  if (isAddress(host)) return [host];
  const labels = host.split('.');
  return labels.map((_, i) => labels.slice(i).join('.'));
}

/** Whether a rule that names this host, or a domain above it, is about the URL. Prefixes hold for http and https alike. */
export function isBlocked(target: Pick<BlockRuleTarget, 'kind' | 'value'>, url: URL): boolean {
  if (target.kind === 'host') return hostAndDomains(url).includes(target.value);
  return bare(url.href).startsWith(bare(target.value));
}

const isAddress = (host: string): boolean => isIP(host.replace(/^\[|\]$/g, '')) !== 0;

/** `host` as URLs have it, so in the letters of DNS. */
const isHost = (host: string): boolean =>
  isAddress(host) || (host.length <= MAX_NAME_LENGTH && host.split('.').every((label) => LABEL.test(label)));

/** Not a whole top-level domain. */
const isNarrow = (host: string): boolean => isAddress(host) || host.includes('.');

/** Without scheme, and without the final dot of the host. */
const bare = (href: string): string => href.replace(/^https?:\/\//, '').replace(/^([^/?]*[^/?.])\.(?=[:/?])/, '$1');

/** Without the final dot that means the same. */
function plainHost(url: URL): string {
  return url.hostname.replace(/\.$/, '');
}
