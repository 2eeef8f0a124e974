/** What a site's front page asks visitors to bring back. Kept in this process for a while; nothing personal is in it. */
export class SessionCookies {
  private cookie = '';
  private until = -Infinity;

  constructor(
    private readonly keepMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The value for a Cookie header, '' for none. `visit` fetches a fresh Set-Cookie (several joined with commas). */
  async get(visit: () => Promise<string | undefined>): Promise<string> {
    if (this.until <= this.now()) {
      this.cookie = cookieOf((await visit()) ?? '');
      this.until = this.now() + this.keepMs;
    }
    return this.cookie;
  }
}

/** Name and value of each; the commas inside of dates separate nothing. */
function cookieOf(setCookie: string): string {
  const pairs = setCookie.split(/,(?=\s*[^\s;,=]+=)/).map((text) => text.split(';', 1)[0]?.trim() ?? '');
  return pairs.filter((pair) => /^[^\s=]+=[\x21-\x7e]*$/.test(pair)).join('; ');
}
