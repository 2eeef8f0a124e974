import type { Corpus } from '../corpus/corpus.js';
import { MIME, type Picture } from '../corpus/picture.js';
import { FAULT_ANSWERS } from '../faults/fault-answers.js';
import { faultOf, isFaultName, type FaultLevel, type ForcedFault } from '../faults/fault-table.js';
import type { PictureFiles, ServedFile } from '../files/picture-files.js';
import type { Exchange } from '../http/exchange.js';

// /img/A001.jpg, /img/id=A001~v3.jpg, /img/A001~429.jpg, /private/A001~robots.jpg
const PICTURE_PATH = /^\/(?:img|private|reserved)\/(?:id=)?([\w-]+(?:~v\d+)?)(?:~([\w-]+))?\.(?:jpe?g|png)$/;
const LAST_MODIFIED = 'Sat, 01 Mar 2025 10:00:00 GMT';

/** Serves the pictures themselves, well or badly. */
export class PictureSite {
  constructor(
    private readonly corpus: Corpus,
    private readonly files: PictureFiles,
    private readonly level: FaultLevel,
  ) {}

  /** `hit` is the number of this request for its path, from 1. */
  answer(x: Exchange, hit: number): void | Promise<void> {
    const [, id = '', suffix] = PICTURE_PATH.exec(decodeURIComponent(x.url.pathname)) ?? [];
    const forced = forcedFault(suffix);
    const picture = this.corpus.get(id);
    if (!picture || forced === undefined) return x.text('Not found', 404);
    const fault = forced === null ? faultOf(picture.id, this.level) : forced;
    const inMemory = this.files.peek(picture);
    if (inMemory && (fault === null || fault === 'none')) return serve(x, picture, inMemory);
    return this.answerSlowly(x, picture, fault, hit);
  }

  private async answerSlowly(x: Exchange, picture: Picture, fault: ForcedFault | null, hit: number): Promise<void> {
    const file = await this.files.get(picture);
    if (fault === null || fault === 'none') return serve(x, picture, file);
    return FAULT_ANSWERS[fault]({
      x,
      picture,
      file,
      hit,
      serve: () => serve(x, picture, file),
      twin: () => this.files.get(this.twinOf(picture)),
      tiny: () => this.files.tiny(picture),
      step: (step) => `http://${x.request.headers.host}${x.url.pathname}?${step}`,
    });
  }

  /** A variant repeats its photograph's bytes, an original those of the one before it. */
  private twinOf(picture: Picture): Picture {
    const original = picture.id.slice(0, picture.id.indexOf('~'));
    return (picture.variant > 0 ? this.corpus.get(original) : undefined) ?? this.corpus.before(picture);
  }
}

/** null: none asked for; undefined: not a fault at all. */
function forcedFault(suffix: string | undefined): ForcedFault | null | undefined {
  if (suffix === undefined) return null;
  return suffix === 'none' || isFaultName(suffix) ? suffix : undefined;
}

function serve(x: Exchange, picture: Picture, { bytes, sha1 }: ServedFile): void {
  const etag = `"${sha1}"`;
  const headers = { etag, 'last-modified': LAST_MODIFIED, 'cache-control': 'public, max-age=86400' };
  if (x.request.headers['if-none-match'] === etag) {
    x.response.writeHead(304, headers).end();
    return;
  }
  x.send(200, MIME[picture.format], bytes, headers);
}
