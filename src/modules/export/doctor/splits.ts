/** Splits by what vision tools call their folders. */
export const SPLIT_OF: Readonly<Record<string, string>> = { train: 'train', val: 'validation', test: 'test' };
