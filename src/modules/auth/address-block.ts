import ipaddr from 'ipaddr.js';

/** Whose failures count together: an IPv4 address, or the /64 that one IPv6 customer has. Never throws. */
export function addressBlock(ip: string | undefined): string {
  if (!ip || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip); // an IPv4 address in IPv6 form is the IPv4 address
  if (address.kind() === 'ipv4') return address.toString();
  const parts = address.toByteArray().slice(0, 8);
  return `${parts.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/64`;
}
