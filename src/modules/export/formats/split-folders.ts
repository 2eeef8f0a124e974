import type { Split } from '../selection/split.js';

/** What vision tools call the splits. */
export const SPLIT_FOLDERS: Readonly<Record<Split, string>> = { train: 'train', validation: 'val', test: 'test' };
