import type { FieldError } from '../../common/problem/problem.js';
import { ValidationFailed } from '../../common/problem/problems.js';
import { settingFaults } from '../projects/project-settings.js';
import type { CrawlJobOptions } from './crawl-job-options.js';

const DEFAULTS = ['safe_search', 'min_width', 'min_height', 'resize', 'metadata', 'licenses', 'min_yield'] as const;

/** What sources that do not search have to be told: one of these, which no other source reads. */
const NEEDED = {
  urls: ['urls', 'url_list_id'],
  web: ['web'],
  sitemap: ['sitemap'],
} as const satisfies Record<string, readonly (keyof CrawlJobOptions)[]>;

/** What a project's settings say about its jobs. Requests are checked; a value that came another way and does not fit is left out. */
export function defaultsFrom(settings: Record<string, unknown>): CrawlJobOptions {
  const fitting = DEFAULTS.filter(
    (name) => Object.hasOwn(settings, name) && settingFaults({ [name]: settings[name] }).length === 0,
  );
  return Object.fromEntries(fitting.map((name) => [name, settings[name]]));
}

/** What no single property can say. Throws ValidationFailed. */
export function mustBeComplete(options: CrawlJobOptions, sources: readonly string[] = []): void {
  const { resize } = options;
  if (resize && resize.mode !== 'none' && resize.size === undefined) {
    throw ValidationFailed.pointer('/options/resize/size', 'required', `is needed by the mode ${resize.mode}`);
  }
  const errors = Object.entries(NEEDED).flatMap(([source, names]) => {
    const told = names.filter((name) => options[name] !== undefined);
    return sources.includes(source) ? (told.length > 0 ? [] : [missing(source, names)]) : told.map(inVain(source));
  });
  if (errors.length > 0) throw new ValidationFailed(errors);
}

const missing = (source: string, [name, ...others]: readonly [string, ...string[]]): FieldError => ({
  pointer: `/options/${name}`,
  code: 'required',
  message: [`is needed by the source ${source}`, ...others.map((other) => `or options.${other} instead`)].join(', '),
});

const inVain =
  (source: string) =>
  (name: string): FieldError => ({
    pointer: `/options/${name}`,
    code: 'source-not-named',
    message: `is for the source ${source}, which \`sources\` lacks; add it there or leave this out`,
  });
