import type { Picture } from '../corpus/picture.js';
import { escapeHtml } from '../http/exchange.js';
import type { Links } from '../sources/links.js';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const IMAGES = 'http://www.google.com/schemas/sitemap-image/1.1';

export const sitemapIndex = (urls: readonly string[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?><sitemapindex xmlns="${NAMESPACE}">${urls
    .map((url) => `<sitemap><loc>${url}</loc></sitemap>`)
    .join('')}</sitemapindex>`;

/** A page with pictures, and pages without. `prefix`: what this file calls the namespace of pictures. */
export function sitemap(
  page: string,
  pictures: readonly Picture[],
  links: Links,
  prefix: string,
  bare: readonly string[] = [],
): string {
  const images = pictures.map(
    (picture) =>
      `<${prefix}:image><${prefix}:loc> ${links.image(picture)} </${prefix}:loc><${prefix}:title>${escapeHtml(picture.title)}</${prefix}:title>
       <${prefix}:license>${picture.license.url}</${prefix}:license></${prefix}:image>`,
  );
  const urls = [
    `<url><loc>${page}</loc>${images.join('')}</url>`,
    ...bare.map((url) => `<url><loc>${url}</loc></url>`),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="${NAMESPACE}" xmlns:${prefix}="${IMAGES}">${urls.join('')}</urlset>`;
}
