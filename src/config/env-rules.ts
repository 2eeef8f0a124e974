/** What `IsUrl` accepts: web addresses, those of this machine included. */
export const url = { require_tld: false, protocols: ['http', 'https'] };

/** `NAME=` in a file of settings means that the variable is not set. */
export const emptyIsUnset = ({ value }: { value: unknown }) => (value === '' ? undefined : value);
