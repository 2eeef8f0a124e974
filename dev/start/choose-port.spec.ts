import { createServer } from 'node:net';
import { choosePort } from './choose-port.js';

describe('choosePort', () => {
  it.each(['-1', '65536', '3000.5', 'http', '0x'])('refuses %s', async (value) => {
    await expect(choosePort(value)).rejects.toThrow(`not ${value}`);
  });

  it('finds a free port for 0', async () => {
    const port = await choosePort('0');
    expect(port).toBeGreaterThan(1024);
    expect(await choosePort(String(port))).toBe(port);
  });

  it('says that a port is taken, also one that is taken on the loopback address only', async () => {
    for (const host of ['0.0.0.0', '127.0.0.1']) {
      const server = createServer();
      const port = await new Promise<number>((resolve) => {
        server.listen(0, host, () => {
          const address = server.address();
          resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
        });
      });
      await expect(choosePort(String(port))).rejects.toThrow(`port ${port} is taken`);
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
