import type { JobWarning } from '../source-rules.js';
import { leftOutText, type ListedUrls, urlsOf } from './listed-urls.js';

/** What the user had better know of the named URLs before the job runs. `listed` null: it names none. */
export function listWarnings(
  { max_images: wanted, sources }: { max_images: number; sources: readonly string[] },
  listed: ListedUrls | null,
): JobWarning[] {
  if (listed === null) return [];
  const warnings: JobWarning[] = [];
  const leftOut = leftOutText(listed);
  const without = listed.leavesOutOfList ? 'the list without label_column' : 'the URLs without label';
  if (leftOut !== null)
    warnings.push(warning('labels-left-out', `${leftOut}. Add these labels to keywords, or send ${without}.`));
  if (listed.usable < wanted && sources.every((source) => source === 'urls'))
    warnings.push(warning('list-too-small', tooSmall(listed.usable, wanted)));
  return warnings;
}

const tooSmall = (usable: number, wanted: number): string =>
  `${usable} ${urlsOf(usable)} can be used for the ${wanted === 1 ? 'image that is' : `${wanted} images that are`} wanted.`;

const warning = (reason: JobWarning['reasons'][number], message: string): JobWarning => ({
  source: 'urls',
  reasons: [reason],
  message: `urls: ${message}`,
  url: null,
});
