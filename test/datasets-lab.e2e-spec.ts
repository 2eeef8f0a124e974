import { CrawlWorld, creditsOf } from './support/crawl-world.js';
import { unzip } from './support/unzip.js';

/** The whole life of a dataset as an old client drives it, over the real crawler and the image lab. */
describe('a legacy dataset', () => {
  let world: CrawlWorld;
  beforeAll(async () => {
    world = await CrawlWorld.start();
  });
  afterAll(() => world.stop());

  it('is created, built, watched and downloaded', { timeout: 60_000 }, async () => {
    const user = await world.app.givenUser({ credits: 100 });
    const { body: made } = await user
      .post('/api/datasets', {
        name: 'My Dataset',
        keywords: ['rice', 'lentil'],
        max_images: 12,
        search_engines: ['bing'],
      })
      .expect(201);
    const url = `/api/datasets/${made.id}`;
    expect(made).toMatchObject({ status: 'pending', progress: 0, images_collected: 0, download_url: null });
    expect(await creditsOf(user)).toMatchObject({ balance: 100, reserved: 0 });
    expect((await user.get(`${url}/status`).expect(200)).body).toMatchObject({ total_chunks: 0, started_at: null });
    await user.post(`${url}/download`).expect(409);
    await user.get(`${url}/export/csv`).expect(409);

    expect((await user.post(`${url}/build`).expect(200)).body).toMatchObject({ id: made.id, status: 'processing' });
    await user.post(`${url}/build`).expect(409);
    const status = await vi.waitFor(
      async () => {
        const { body } = await user.get(`${url}/status`).expect(200);
        expect(body.status).toBe('completed');
        return body;
      },
      { timeout: 30_000, interval: 100 },
    );
    expect(status).toMatchObject({
      dataset_id: made.id,
      progress: 100,
      images_collected: 12,
      active_chunks: 0,
      estimated_completion: null,
      error_message: null,
    });
    expect(status.total_chunks).toBe(status.completed_chunks + status.failed_chunks);
    expect(new Date(status.completed_at).getTime()).toBeGreaterThanOrEqual(new Date(status.started_at).getTime());
    expect(await creditsOf(user)).toMatchObject({ balance: 88, reserved: 0, spent: 12 });

    const items = (await user.get(`${url}/download`).expect(200)).body;
    expect(items).toHaveLength(12);
    const { body: images } = await user.get(`/api/projects/${made.id}/images?limit=100`).expect(200);
    const known = images.data.map((image: Record<string, unknown>) => ({
      url: image['original_url'],
      label: image['keyword'],
      filename: image['filename'],
      width: image['width'],
      height: image['height'],
      license: image['license'],
    }));
    expect(items).toEqual(expect.arrayContaining(known.map((item: object) => expect.objectContaining(item))));
    expect(new Set(items.map(({ label }: { label: string }) => label))).toEqual(new Set(['rice', 'lentil']));

    const { body: link } = await user.post(`${url}/download`).expect(200);
    expect(link.dataset_id).toBe(made.id);
    const archive = await fetch(link.download_url);
    expect(archive.status).toBe(200);
    expect(archive.headers.get('deprecation')).toMatch(/^@\d+$/);
    const bytes = Buffer.from(await archive.arrayBuffer());
    expect(bytes.length).toBe(link.file_size_bytes);
    const files = await unzip(bytes);
    expect([...files.keys()].filter((name) => /\.(jpg|png|webp|gif)$/.test(name))).toHaveLength(12);

    const { body: again } = await user.get(url).expect(200);
    expect(again.download_url).toBe(`${world.app.url}${url}/export/zip`.replace('[::1]', '127.0.0.1'));
    const zip = await user.get(`${url}/export/zip`).responseType('blob').expect(200);
    expect(zip.body.equals(bytes)).toBe(true);
    expect(zip.headers['content-disposition']).toBe(`attachment; filename="dataset-${made.id}.zip"`);
    const { body: exports } = await user.get(`/api/projects/${made.id}/export-jobs`).expect(200);
    expect(exports.data).toHaveLength(1);
  });

  it('is cancelled while it runs, and keeps what it has', { timeout: 60_000 }, async () => {
    const user = await world.app.givenUser({ credits: 1000 });
    const request = { name: 'Long', keywords: ['rice'], max_images: 1000, search_engines: ['bing'] };
    const { body: made } = await user.post('/api/datasets', request).expect(201);
    const url = `/api/datasets/${made.id}`;
    await user.post(`${url}/build`).expect(200);
    await user.patch(url, { name: 'Renamed' }).expect(409);
    await user.delete(url).expect(409);
    const { body: ended } = await user.post(`${url}/cancel`).expect(200);
    expect(['cancelled', 'completed']).toContain(ended.status);
    expect((await user.post(`${url}/cancel`).expect(200)).body).toEqual(ended);
    expect(await creditsOf(user)).toMatchObject({ balance: 1000 - ended.images_collected, reserved: 0 });
    await user.delete(url).expect(204);
    await user.get(url).expect(404);
  });
});
