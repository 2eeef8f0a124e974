import { ChunkRunner } from '../src/crawler/chunk-runner.js';
import { LocalStorage } from '../src/storage/local-storage.js';
import { StorageFull } from '../src/storage/storage.js';
import { ByHand } from './support/by-hand.js';

describe('a full storage', () => {
  let hand: ByHand;
  beforeAll(async () => {
    hand = await ByHand.start();
  });
  afterAll(() => hand.world.stop());

  it('costs no URL anything: the chunk waits as often as it takes and goes on where it was', async () => {
    const user = await hand.app.givenUser({ credits: 100 });
    const job = await hand.world.givenJob(user, { keywords: ['vegetable'], sources: ['openverse'], max_images: 4 });
    const [chunkId = ''] = await hand.chunksOf(job.id);
    const run = () => hand.run(() => hand.app.get(ChunkRunner).run(chunkId, new AbortController().signal));

    const put = vi.spyOn(LocalStorage.prototype, 'put').mockRejectedValue(new StorageFull('no space left'));
    for (let claim = 0; claim < 16; claim++) {
      await run();
      const { body } = await user.get(`${job.path}/chunks`).expect(200);
      expect(body.data).toMatchObject([{ status: 'pending', stored: 0, error_message: 'no space left' }]);
      await job.skipWaits();
    }
    put.mockRestore();
    await run();

    const { body } = await user.get(job.path).expect(200);
    expect(body).toMatchObject({ status: 'completed', downloaded_images: 4 });
    expect(body.outcomes.poison).toBeUndefined();
    const attempts = await user.get(`${job.path}/candidates?outcome=stored`).expect(200);
    expect(attempts.body.data.map((candidate: { attempts: number }) => candidate.attempts)).toEqual([1, 1, 1, 1]);

    const image = (await user.get(`${job.path}/images?limit=1`).expect(200)).body.data[0];
    vi.spyOn(LocalStorage.prototype, 'put').mockRejectedValueOnce(new StorageFull('no space left'));
    const refused = await user.get(image.links.thumbnail).expect(503);
    expect(refused.body.type).toMatch(/storage-unavailable$/);
    await user.get(image.links.thumbnail).expect(200);
  });
});
