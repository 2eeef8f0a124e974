import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupAddress } from 'node:dns';
import { Logger } from '@nestjs/common';
import { Env } from '../config/env.js';
import { AddressRules, isPublicAddress } from './address-rules.js';
import { FetchFailure } from './fetch-failure.js';
import { guardedLookup } from './guarded-lookup.js';
import { HostResolver } from './host-resolver.js';
import { LocalServers } from './local-servers.fixture.js';
import { noNotes } from './site/no-notes.fixture.js';
import { SiteFetcher } from './site/site-fetcher.js';
import { SitePolicies } from './site/site-policies.js';
import { SitePolicyReader } from './site/site-policy-reader.js';
import { BLOCKED_URLS, INSIDE, JUST_OUTSIDE } from './ssrf.fixture.js';

/** A name server that tells one answer after the other, the last one for ever. */
class Flipping extends HostResolver {
  asked = 0;
  constructor(private readonly answers: string[][]) {
    super();
  }
  override resolve(): Promise<LookupAddress[]> {
    const answer = this.answers[Math.min(this.asked++, this.answers.length - 1)] ?? [];
    return Promise.resolve(answer.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  }
}

const local = new LocalServers();
/** Sockets that were opened to anything; requests to servers of this spec are taken off. */
let dialled = 0;
const onSocket = () => (dialled += 1);
beforeAll(() => Logger.overrideLogger(false)); // Redis is away throughout
beforeEach(() => {
  dialled = 0;
  subscribe('net.client.socket', onSocket);
});
afterEach(async () => {
  unsubscribe('net.client.socket', onSocket);
  await local.close();
});

async function reasonOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof FetchFailure ? error.reason : `not refused: ${String(error)}`;
}

function sitesOf(port: number): SiteFetcher {
  const env = new Env();
  const fetcher = local.fetcher([port]);
  return new SiteFetcher(fetcher, new SitePolicies(new SitePolicyReader(fetcher, env), noNotes()), env);
}

describe('nothing that is not public is ever touched', () => {
  it('the table has more than 2,000 spellings, of both families', () => {
    expect(new Set(BLOCKED_URLS).size).toBeGreaterThan(2_000);
    expect(INSIDE.filter((address) => address.includes(':')).length).toBeGreaterThan(50);
  });

  it.each(['picture', 'page', 'call', 'webhook'] as const)(
    'as the address of a %s',
    async (entrance) => {
      const canary = await local.http((_, res) => res.end('secret'));
      const sites = sitesOf(0);
      const fetcher = local.fetcher([]);
      const wrong: string[] = [];
      for (const template of BLOCKED_URLS) {
        const url = template.replace('{canary}', String(canary));
        const asked =
          entrance === 'call' || entrance === 'webhook'
            ? fetcher.fetch({ url, maxBytes: 9, ...(entrance === 'webhook' && { method: 'POST', body: '{}' }) })
            : sites.fetch({ url, maxBytes: 9, use: entrance });
        const reason = await reasonOf(asked);
        if (reason !== 'blocked_address') wrong.push(`${url} ${reason}`);
      }
      expect(wrong).toEqual([]);
      expect([dialled, local.accepted.get(canary)]).toEqual([0, undefined]);
    },
    30_000,
  );

  it('as where a redirect of a picture leads', async () => {
    const canary = await local.http((_, res) => res.end('secret'));
    const targets = BLOCKED_URLS.map((template) => template.replace('{canary}', String(canary)));
    const port = await local.http((req, res) => {
      const target = targets[Number(req.url?.slice(1))];
      if (target === undefined) return res.writeHead(404).end();
      return res.writeHead(302, { location: Buffer.from(target).toString('latin1') }).end();
    });
    const sites = sitesOf(port);
    const wrong: string[] = [];
    const follow = async (target: string, i: number): Promise<void> => {
      const reason = await reasonOf(sites.fetch({ url: `http://127.0.0.1:${port}/${i}`, maxBytes: 9, use: 'picture' }));
      const expected = URL.canParse(target) ? 'blocked_address' : 'http_error';
      if (reason !== expected) wrong.push(`${target} ${reason}`);
    };
    await Promise.all(targets.map(follow));
    expect(wrong).toEqual([]);
    expect(local.accepted.get(canary)).toBeUndefined();
    expect(dialled).toBe(local.accepted.get(port));
  }, 120_000);

  it('as where a redirect of robots.txt leads: there are no rules then, and the picture comes', async () => {
    const canary = await local.http((_, res) => res.end('User-agent: *\nDisallow: /'));
    const port = await local.http((req, res) =>
      req.url === '/a' ? res.end('picture') : res.writeHead(302, { location: `http://127.0.0.1:${canary}/` }).end(),
    );
    const answer = await sitesOf(port).fetch({ url: `http://127.0.0.1:${port}/a`, maxBytes: 99, use: 'picture' });
    expect(answer.body.toString()).toBe('picture');
    expect(local.accepted.get(canary)).toBeUndefined();
  });

  it('as what a name resolves to, alone or beside public addresses', async () => {
    const wrong: string[] = [];
    for (const address of INSIDE) {
      for (const answers of [[address], ['1.1.1.1', address], [address, '2606:4700::1111']]) {
        const fetcher = local.fetcher([], {}, {}, new Flipping([answers]));
        const reason = await reasonOf(fetcher.fetch({ url: 'http://pictures.example/', maxBytes: 9 }));
        if (reason !== 'blocked_address') wrong.push(`${answers.join()} ${reason}`);
      }
    }
    expect(wrong).toEqual([]);
  }, 30_000);

  it('by a name that answers differently each time: every answer is checked, and the checked one is dialled', async () => {
    const resolver = new Flipping([['1.1.1.1'], ['127.0.0.1']]);
    const lookup = guardedLookup(new AddressRules([]), resolver);
    const next = () =>
      new Promise((resolve) => lookup('rebind.example', { all: true }, (error, found) => resolve(error ?? found)));
    expect(await next()).toEqual([{ address: '1.1.1.1', family: 4 }]);
    expect(resolver.asked).toBe(1); // one connection, one question
    expect(await next()).toMatchObject({ reason: 'blocked_address' });
    const fetcher = local.fetcher([], {}, {}, resolver);
    expect(await reasonOf(fetcher.fetch({ url: 'http://rebind.example/', maxBytes: 9 }))).toBe('blocked_address');
  });
});

describe('what lies just outside', () => {
  it.each(JUST_OUTSIDE)('%s is public', (address) => {
    const host = address.includes(':') ? `[${address}]` : address;
    expect(isPublicAddress(address)).toBe(true);
    expect(() => new AddressRules([]).checkUrl(new URL(`https://${host}/`))).not.toThrow();
  });
});
