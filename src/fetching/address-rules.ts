import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FetchFailure } from './fetch-failure.js';

const PORTS = new Set(['', '80', '443']);
const LOCAL_SUFFIXES = ['.local', '.internal', '.localhost', '.home.arpa', '.onion'];
/** Azure's wire server answers on an address that looks public. */
const PUBLIC_BUT_PRIVATE = new Set(['168.63.129.16']);
/** Nothing outside this block is assigned to hosts on the internet (IANA IPv6 address space). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** True for an IP literal that belongs to a host on the internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || PUBLIC_BUT_PRIVATE.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}

/** What may be asked at all. Built once per process from the allow-list of `host:port` pairs that skip the rules. */
export class AddressRules {
  private readonly allowed: ReadonlySet<string>;

  constructor(allow: readonly string[]) {
    this.allowed = new Set(allow.map((pair) => pair.toLowerCase()));
  }

  /** Whether this exact host and port are on the allow-list. `port` '' means the scheme's own. */
  isAllowed(protocol: string, hostname: string, port: string | number): boolean {
    if (this.allowed.size === 0) return false;
    const effective = String(port) || (protocol === 'https:' ? '443' : '80');
    const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname;
    return this.allowed.has(`${host.toLowerCase()}:${effective}`);
  }

  /**
   * Throws `blocked_address` unless the scheme, userinfo, port and host name may be asked. Looks at the parsed URL only:
   * the WHATWG parser has already turned 2130706433, 0x7f.1 and ①②⑦.1 into 127.0.0.1.
   */
  checkUrl(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('only http and https are fetched');
    if (url.username !== '' || url.password !== '') throw refused('credentials in the address');
    if (this.isAllowed(url.protocol, url.hostname, url.port)) return;
    if (!PORTS.has(url.port)) throw refused('only ports 80 and 443 are fetched');
    checkHostname(url.hostname);
  }

  /** Throws `blocked_address` unless the address that a name resolved to, or a socket reached, is public. */
  checkAddress(address: string | undefined): void {
    if (address === undefined || !isPublicAddress(address)) {
      throw refused('the host is not public', { cause: new Error(`address ${address ?? 'unknown'}`) });
    }
  }
}

function checkHostname(hostname: string): void {
  const literal = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  if (isIP(literal) !== 0) {
    if (!isPublicAddress(literal)) throw refused('the host is not public');
    return;
  }
  const name = hostname.replace(/\.$/, '').toLowerCase();
  if (name.length === 0 || name.length > 253) throw refused('the host name has a bad length');
  if (!name.includes('.')) throw refused('the host name has a single label');
  if (LOCAL_SUFFIXES.some((suffix) => name.endsWith(suffix))) throw refused('the host name is local');
}

function refused(detail: string, options?: ErrorOptions): FetchFailure {
  return new FetchFailure('blocked_address', detail, null, null, options);
}
