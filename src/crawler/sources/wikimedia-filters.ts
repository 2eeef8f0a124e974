import { classOf } from './license-choice.js';
import { type SliceTable, slicesBy, sliceParameters } from './source-slices.js';

const FREE = 'haslicense:unrestricted';

/** Narrower searches by the search engine's own keywords. */
export const WIKIMEDIA_SLICES: SliceTable = {
  ...slicesBy('size', 'gsrsearch', { large: 'fileres:>3000', medium: 'fileres:1000,2999', small: 'fileres:<1000' }),
  ...slicesBy('license', 'gsrsearch', {
    unrestricted: FREE,
    attribution: 'haslicense:attribution',
    'share-alike': 'haslicense:attribution-same-license',
  }),
  ...slicesBy('type', 'gsrsearch', { jpeg: 'filemime:image/jpeg', png: 'filemime:image/png' }),
};

/** Search keywords for a slice and for what the job keeps, `filetype:bitmap` first. */
export function wikimediaKeywords(slice: string, licenses: readonly string[] | null): string {
  const narrowed = sliceParameters(WIKIMEDIA_SLICES, slice)['gsrsearch'];
  const free = classOf(licenses) === 'public_domain' ? FREE : undefined;
  return [...new Set(['filetype:bitmap', narrowed, free])].filter((keyword) => keyword !== undefined).join(' ');
}
