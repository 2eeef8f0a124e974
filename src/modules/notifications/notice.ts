import type { NotificationCategory } from './notification-category.js';

/** What a user is told. Single lines without control characters; never a secret, never an internal error. */
export interface Notice {
  category: NotificationCategory;
  /** The action of the domain event. */
  type: string;
  title: string;
  message: string;
  /** Path below the API's address, or null. */
  actionUrl: string | null;
}

/** What the event alone does not tell about its resource. */
export interface Subject {
  /** Null: the resource has none, or is gone. */
  name: string | null;
  /** Path of the resource below the API's address. */
  path: string | null;
}

/** The facts a notice is made of. */
export interface Occurrence {
  action: string;
  subject: Subject;
  metadata: Readonly<Record<string, unknown>>;
}

interface Template {
  category: NotificationCategory;
  /** False: this occurrence is none of the user's concern. */
  concerns?: (occurrence: Occurrence) => boolean;
  title: (name: string) => string;
  message: (metadata: Occurrence['metadata']) => string;
}

const PAUSES: Record<string, string> = {
  credits: 'Your credits do not cover it. It goes on once there are enough.',
  storage: 'The storage takes no more images at the moment.',
  source: 'Its sources do not answer at the moment.',
};

const TEMPLATES: Record<string, Template> = {
  'crawl_job.completed': {
    category: 'crawl_jobs',
    title: (name) => `Crawl job ${name} is complete`,
    message: ({ downloaded_images: images }) => `Images stored: ${count(images)}.`,
  },
  'crawl_job.failed': {
    category: 'crawl_jobs',
    title: (name) => `Crawl job ${name} has failed`,
    message: ({ downloaded_images: images }) =>
      `Images stored: ${count(images)}. The job shows what became of each address, and what can be tried again.`,
  },
  'crawl_job.cancelled': {
    category: 'crawl_jobs',
    title: (name) => `Crawl job ${name} was cancelled`,
    message: () => 'What it had stored stays; credits that it did not use are released.',
  },
  'crawl_job.paused': {
    category: 'crawl_jobs',
    concerns: ({ metadata }) => metadata.reason !== 'user',
    title: (name) => `Crawl job ${name} is paused`,
    message: ({ reason }) => PAUSES[String(reason)] ?? 'The system has paused it.',
  },
  'validation_job.completed': {
    category: 'crawl_jobs',
    title: (name) => `The images of ${name} are validated`,
    message: ({ valid, invalid }) => `Valid: ${count(valid)}, invalid: ${count(invalid)}. The report says why.`,
  },
  'validation_job.failed': {
    category: 'crawl_jobs',
    title: (name) => `The validation of ${name} has failed`,
    message: () => 'The validation shows why. It can be started again.',
  },
  'export_job.completed': {
    category: 'exports',
    title: (name) => `The export of ${name} is ready`,
    message: ({ total_images: images }) => `Images in the archive: ${count(images)}.`,
  },
  'export_job.failed': {
    category: 'exports',
    title: (name) => `The export of ${name} has failed`,
    message: () => 'The export shows why. It can be started again.',
  },
  'credits.low': {
    category: 'credits',
    title: () => 'Your credits are running low',
    message: ({ balance }) => `Credits left: ${count(balance)}.`,
  },
  'credits.exhausted': {
    category: 'credits',
    title: () => 'Your credits are used up',
    message: () => 'Crawl jobs that pay as they go wait until there are credits again.',
  },
  'api_key.created': {
    category: 'security',
    title: (name) => `The API key ${name} was created`,
    message: () => 'If that was not you, revoke it at once.',
  },
  'api_key.revoked': {
    category: 'security',
    title: (name) => `The API key ${name} was revoked`,
    message: () => 'Programs that use it are refused from now on.',
  },
};

const MAX_TITLE = 200;

/** Whether anybody is told about events of this action. */
export const isNoticed = (action: string): boolean => Object.hasOwn(TEMPLATES, action);

/** What the user is told about an occurrence; null: nothing. */
export function noticeOf(occurrence: Occurrence): Notice | null {
  const { action, subject, metadata } = occurrence;
  const template = isNoticed(action) ? TEMPLATES[action] : undefined;
  if (!template || template.concerns?.(occurrence) === false) return null;
  const title = oneLine(template.title(subject.name === null ? 'without a name' : `“${subject.name}”`));
  return {
    category: template.category,
    type: action,
    title: [...title].slice(0, MAX_TITLE).join(''),
    message: template.message(metadata),
    actionUrl: subject.path,
  };
}

const count = (value: unknown): string => (typeof value === 'number' ? value.toLocaleString('en-US') : 'unknown');

/** Names may be older than the rules for them; a line break in one must not begin a line of its own anywhere. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
