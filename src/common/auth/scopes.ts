/** Everything that an API key may be allowed to do, as `resource:action`, and what it means for the user who grants it. */
export const SCOPES = {
  'profile:read': 'Read my profile',
  'profile:write': 'Change my profile',
  'keys:read': 'List my API keys (never the secrets)',
  'keys:write': 'Create, rename and revoke my API keys',
  'projects:read': 'Read my projects',
  'projects:write': 'Create, change, archive and delete my projects',
  'jobs:read': 'Read my crawl jobs, their chunks and candidates',
  'jobs:write': 'Start and control crawl jobs, which spends credits',
  'images:read': 'Read my images and their files',
  'images:write': 'Relabel and take down my images',
  'exports:read': 'Read my exports and download them',
  'exports:write': 'Start and delete exports',
  'billing:read': 'Read my credits, transactions and usage',
  'billing:write': 'Change the limit, notices and refill of my credits',
  'activity:read': 'Read my activity log',
  'notifications:read': 'Read my notifications and their preferences',
  'notifications:write': 'Mark and delete my notifications, change their preferences',
  'sources:read': 'Read what the image sources offer',
  admin: 'Use administrative endpoints; needs the role admin as well',
} as const;

export type Scope = keyof typeof SCOPES;

const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

export const ALL_SCOPES: readonly Scope[] = Object.keys(SCOPES).filter(isScope);

/** What a user may grant to a key without being an administrator. */
export const USER_SCOPES: readonly Scope[] = ALL_SCOPES.filter((scope) => scope !== 'admin');
