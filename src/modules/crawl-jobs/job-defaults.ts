import { ValidationFailed } from '../../common/problem/problems.js';
import { settingFits } from '../projects/project-settings.js';
import type { CrawlJobOptions } from './crawl-job-options.js';

const DEFAULTS = ['safe_search', 'min_width', 'min_height', 'resize'] as const;

/** What a project's settings say about its jobs. Requests are checked; a value that came another way and does not fit is left out. */
export function defaultsFrom(settings: Record<string, unknown>): CrawlJobOptions {
  const fitting = DEFAULTS.filter((name) => Object.hasOwn(settings, name) && settingFits(name, settings[name]));
  return Object.fromEntries(fitting.map((name) => [name, settings[name]]));
}

/** What no single property can say. Throws ValidationFailed. */
export function mustBeComplete({ resize }: CrawlJobOptions): void {
  if (resize && resize.mode !== 'none' && resize.size === undefined) {
    throw ValidationFailed.pointer('/options/resize/size', 'required', `is needed by the mode ${resize.mode}`);
  }
}
