import { Redis } from 'ioredis';

/** True when the server behind `url` knows our password and has loaded its data. */
export async function redisAnswers(url: string): Promise<boolean> {
  return (await withClient(url, (client) => client.ping())) === 'PONG';
}

/** Throws a readable error when nothing answers at `url`. */
export async function checkRedis(url: string): Promise<void> {
  if (!URL.canParse(url)) throw new Error('REDIS_URL is not a URL');
  const { hostname, port } = new URL(url);
  if (!(await redisAnswers(url))) throw new Error(`REDIS_URL: no Redis answers at ${hostname}:${port || 6379}`);
}

/** Tells the server behind `url` to write out its log and end; its pid, or null when none of ours is there. */
export async function shutDownRedis(url: string): Promise<number | null> {
  return withClient(url, async (client) => {
    const pid = /process_id:(\d+)/.exec(await client.info('server'))?.[1];
    // The connection closes instead of an answer.
    await client.shutdown().catch(() => {});
    return pid === undefined ? null : Number(pid);
  });
}

async function withClient<T>(url: string, use: (client: Redis) => Promise<T>): Promise<T | null> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: null,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return await use(client);
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}
