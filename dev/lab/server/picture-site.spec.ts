import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { fetch } from 'undici';
import { Corpus } from '../corpus/corpus.js';
import { sha256, visitLab } from '../lab-visit.fixture.js';
import { startLab } from '../lab.js';

const { lab, get, bytesOf } = visitLab();

describe('pictures', () => {
  it('come whole, with type, length and ETag', async () => {
    const answer = await get('/img/A001.jpg');
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(Number(answer.headers.get('content-length'))).toBe(bytes.length);
    expect(await sharp(bytes, { failOn: 'warning' }).stats()).toBeDefined();
    const etag = answer.headers.get('etag') ?? '';
    expect((await get('/img/A001.jpg', { 'if-none-match': etag })).status).toBe(304);
    expect(sha256(await bytesOf('/img/id=A001.jpg'))).toBe(sha256(bytes));
    expect(sha256(await bytesOf('/img/id%3DA001.jpg'))).toBe(sha256(bytes));
  });

  it('have the size that the listing states, variants too, and the same bytes each time', async () => {
    const corpus = await Corpus.load();
    for (const id of ['A001~v1', 'F017~v12', 'P040~v7', 'e-1f600']) {
      const picture = corpus.get(id);
      const bytes = await bytesOf(`/img/${id}.${picture?.format === 'png' ? 'png' : 'jpg'}`);
      const { width, height, format } = await sharp(bytes).metadata();
      expect({ id, width, height, format }).toEqual({
        id,
        width: picture?.width,
        height: picture?.height,
        format: picture?.format,
      });
    }
    const other = await startLab({ faults: 'none', cacheFolder: await mkdtemp(join(tmpdir(), 'lab-')) });
    try {
      const again = await fetch(`${other.url}/img/A001~v1.jpg`);
      expect(sha256(Buffer.from(await again.arrayBuffer()))).toBe(sha256(await bytesOf('/img/A001~v1.jpg')));
    } finally {
      await other.stop();
    }
  });

  it.each(['/img/Z999.jpg', '/img/A001~v13.jpg', '/img/A001~nonsense.jpg', '/img/', '/img/../lab.ts', '/elsewhere'])(
    '%s is not there',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('answers 400 to a path that does not decode', async () => {
    expect((await get('/img/%E0%A4%A.jpg')).status).toBe(400);
  });

  it('are served on every loopback address that listens', async () => {
    const answers = await Promise.all(lab().origins.map((origin) => fetch(`http://${origin}/img/A001.jpg`)));
    expect(answers.map(({ status }) => status)).toEqual(lab().origins.map(() => 200));
    expect(lab().env['FETCH_ALLOW']?.split(',')).toEqual(lab().origins);
  });
});
