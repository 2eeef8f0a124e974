import { attributionOf } from '../attribution.js';
import type { FoundImage } from '../image-source.js';
import { licenseOfUrl } from '../license.js';
import { plainText } from '../plain-text.js';
import { webUrl } from '../reply-fields.js';
import type { SitemapEntry } from './sitemap-document.js';

/** The pictures of a part of a sitemap. */
export function sitemapImages(entries: readonly SitemapEntry[], sitemapUrl: string): FoundImage[] {
  const source = new URL(sitemapUrl).hostname;
  return entries.flatMap((entry) =>
    entry.images.flatMap((image): FoundImage[] => {
      const url = webUrl(image.url, sitemapUrl);
      if (url === null) return [];
      const title = plainText(image.title);
      const pageUrl = webUrl(entry.url);
      const license = licenseOfUrl(image.license);
      return [
        {
          url,
          pageUrl,
          title,
          creator: null,
          license: license?.id ?? null,
          licenseUrl: license?.url ?? webUrl(image.license),
          attribution: attributionOf({ title, creator: null, creatorUrl: null, license, source, pageUrl }),
          width: null,
          height: null,
        },
      ];
    }),
  );
}
