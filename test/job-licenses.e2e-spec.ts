import { SourceRegistry } from '../src/crawler/sources/source-registry.js';
import { CrawlWorld, creditsOf } from './support/crawl-world.js';
import { SlicedSource } from './support/sliced-source.js';

const request = { name: 'a crawl', keywords: ['seafood'], sources: ['museum'], max_images: 10 };

describe('options.licenses', { timeout: 60_000 }, () => {
  const museum = new SlicedSource({ name: 'museum', depth: 40, slices: {} });
  let world: CrawlWorld;
  beforeAll(async () => {
    const registry = new SourceRegistry([museum]);
    world = await CrawlWorld.start({
      override: (module) => module.overrideProvider(SourceRegistry).useValue(registry),
    });
    museum.url = world.lab.env['OPENVERSE_URL']!;
  });
  afterAll(() => world.stop());

  it('keeps what they allow; the rest is not fetched, not paid, and explained', async () => {
    const user = await world.app.givenUser({ credits: 500 });
    const options = { licenses: ['public-domain', 'CC-BY-4.0'] };
    const job = await world.givenJob(user, { ...request, max_images: 40, options });
    const ended = await job.end(50_000);
    const { stored, license } = ended.outcomes;
    expect(ended).toMatchObject({ status: 'completed', candidates: 40, failed_downloads: license });
    expect(stored).toBeGreaterThan(10);
    expect(stored + license).toBe(40);
    expect(await creditsOf(user)).toEqual({ balance: 500 - stored, reserved: 0, spent: stored });

    const { body: images } = await user.get(`${job.path}/images?limit=100`).expect(200);
    const kept = new Set(images.data.map((image: { license: string }) => image.license));
    expect(kept).toEqual(new Set(['CC0-1.0', 'CC-PDM-1.0', 'CC-BY-4.0']));
    const { body: refused } = await user.get(`${job.path}/candidates?outcome=license&limit=100`).expect(200);
    expect(refused.data).toHaveLength(license);
    const asked = await fetch(`${world.lab.url}/_lab/hits?prefix=/img/`);
    const { paths }: { paths: object } = JSON.parse(await asked.text());
    expect(Object.keys(paths)).toHaveLength(stored);
    expect(refused.data[0]).toMatchObject({ attempts: 0, http_status: null, detail: expect.stringContaining('CC-') });
    // so that a source may leave the others out itself
    expect(museum.asked[0]!.licenses).toEqual(expect.arrayContaining(['CC0-1.0', 'CC-PDM-1.0', 'CC-BY-4.0']));
    expect(museum.asked[0]!.licenses).not.toContain('CC-BY-SA-4.0');
  });

  it.each([
    [{ licenses: ['public-domain', 'GPL-9.0-only'] }, '/options/licenses/1', 'license'],
    [{ licenses: [] }, '/options/licenses', 'array-min-size'],
    [{ expand: ['{keyword} photo', 'photograph'] }, '/options/expand/1', 'template'],
    [{ expand: ['{keyword}   '] }, '/options/expand/0', 'min-length'],
    [{ min_yield: 1.5 }, '/options/min_yield', 'between'],
    [{ min_yield: '0.5' }, '/options/min_yield', 'is-number'],
  ])('%j is refused at %s', async (options, pointer, code) => {
    const user = await world.app.givenUser({ credits: 10 });
    const project = await world.givenProject(user);
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, { ...request, options }).expect(422);
    expect(body.errors).toContainEqual(expect.objectContaining({ pointer, code }));
  });

  it('says which licences there are', async () => {
    const user = await world.app.givenUser({ credits: 10 });
    const project = await world.givenProject(user);
    const options = { licenses: ['free'] };
    const { body } = await user.post(`/api/projects/${project}/crawl-jobs`, { ...request, options }).expect(422);
    for (const name of ['public-domain', 'attribution', 'open', 'unknown', 'CC-BY-SA-4.0', 'MIT'])
      expect(body.errors[0].message).toContain(name);
  });
});
