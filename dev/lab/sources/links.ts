import { EXTENSION, type Picture } from '../corpus/picture.js';
import { stableHash, stablePick } from '../corpus/stable-hash.js';
import type { ForcedFault } from '../faults/fault-table.js';

/** Every absolute address that the lab hands out. Pictures are spread over its hosts, always the same one for the same picture. */
export class Links {
  constructor(
    /** Where the sources answer: `http://127.0.0.1:8080`. */
    readonly base: string,
    private readonly origins: readonly string[],
  ) {}

  /** The picture's bytes. A forced fault is part of the address, so that it comes back with the request. */
  image(picture: Picture, forced: ForcedFault | null = null): string {
    const file = `${picture.id}${forced ? `~${forced}` : ''}.${EXTENSION[picture.format]}`;
    if (forced === 'robots') return `${this.origin(picture)}/private/${file}`;
    if (forced === 'tdmrep') return `${this.origin(picture)}/reserved/${file}`;
    // Some addresses hold an equals sign: pages that escape it (\u003d, &#61;) must be read properly.
    return `${this.origin(picture)}/img/${stableHash(picture.id, 'path') % 4 === 0 ? 'id=' : ''}${file}`;
  }

  /** The page that shows the picture. */
  page(picture: Picture): string {
    return `${this.origin(picture)}/page/${picture.id}`;
  }

  /** A copy of the given width in pixels. */
  thumbnail(picture: Picture, width: number): string {
    return `${this.origin(picture)}/thumb/${width}/${picture.id}.${EXTENSION[picture.format]}`;
  }

  creator(name: string): string {
    return `${this.base}/people/${encodeURIComponent(name.toLowerCase().replaceAll(' ', '-'))}`;
  }

  private origin(picture: Picture): string {
    return stablePick(this.origins, picture.id, 'host');
  }
}
