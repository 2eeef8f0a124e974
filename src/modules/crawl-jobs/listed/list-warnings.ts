import type { JobWarning } from '../source-rules.js';
import { leftOutText, type ListedUrls } from './listed-urls.js';

/** What the user had better know of the named URLs before the job runs. `listed` null: it names none. */
export function listWarnings(
  { max_images: wanted, sources }: { max_images: number; sources: readonly string[] },
  listed: ListedUrls | null,
): JobWarning[] {
  if (listed === null) return [];
  const warnings: JobWarning[] = [];
  const leftOut = leftOutText(listed);
  if (leftOut !== null)
    warnings.push(
      warning('labels-left-out', `${leftOut}. Add these labels to keywords, or send the list without label_column.`),
    );
  if (listed.usable < wanted && sources.every((source) => source === 'urls'))
    warnings.push(
      warning('list-too-small', `${listed.usable} URLs can be used for the ${wanted} images that are wanted.`),
    );
  return warnings;
}

const warning = (reason: JobWarning['reasons'][number], message: string): JobWarning => ({
  source: 'urls',
  reasons: [reason],
  message: `urls: ${message}`,
  url: null,
});
