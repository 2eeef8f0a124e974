import { ValidationFailed } from '../../common/problem/problems.js';
import type { CrawlJobOptions, ResizeOptions } from './crawl-job-options.js';

/** What a project's settings say about its jobs. Settings are free JSON, so only values that an option may have count. */
export function defaultsFrom(settings: Record<string, unknown>): CrawlJobOptions {
  const { safe_search, min_width, min_height, resize } = settings;
  return {
    ...(typeof safe_search === 'boolean' && { safe_search }),
    ...(isSide(min_width) && { min_width }),
    ...(isSide(min_height) && { min_height }),
    ...(isResize(resize) && { resize }),
  };
}

/** What no single property can say. Throws ValidationFailed. */
export function mustBeComplete({ resize }: CrawlJobOptions): void {
  if (resize && resize.mode !== 'none' && resize.size === undefined) {
    throw ValidationFailed.pointer('/options/resize/size', 'required', `is needed by the mode ${resize.mode}`);
  }
}

const isIntBetween = (value: unknown, min: number, max: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;

const isSide = (value: unknown): value is number => isIntBetween(value, 1, 20_000);

function isResize(value: unknown): value is ResizeOptions {
  if (typeof value !== 'object' || value === null) return false;
  const { mode, size, format, quality, ...rest } = value as Record<string, unknown>;
  const sized = mode === 'none' || isIntBetween(size, 16, 8192);
  return (
    Object.keys(rest).length === 0 &&
    (mode === 'none' || mode === 'shortest' || mode === 'longest') &&
    (format === 'jpeg' || format === 'webp') &&
    isIntBetween(quality, 1, 100) &&
    sized
  );
}
