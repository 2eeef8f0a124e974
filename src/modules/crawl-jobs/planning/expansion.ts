const PLACE = '{keyword}';
/** A slice that no source has: the whole search of another query. */
const PREFIX = 'expand:';

/** Whether `{keyword}` is in it, and something else, but no other placeholder. */
export function isTemplate(text: string): boolean {
  const rest = text.replaceAll(PLACE, '');
  return text.includes(PLACE) && rest.trim() !== '' && !/\{[^{}]*\}/.test(rest);
}

/** The slice of the lane that searches for a template of `options.expand`. */
export const expansionSlice = (template: string): string => PREFIX + template;

export const isExpansion = (slice: string): boolean => slice.startsWith(PREFIX);

/** What a lane asks its source: the keyword and slice, or for an expansion the whole search of the filled template. */
export function searchOf({ keyword, slice }: { keyword: string; slice: string }): { keyword: string; slice: string } {
  if (!isExpansion(slice)) return { keyword, slice };
  return { keyword: slice.slice(PREFIX.length).replaceAll(PLACE, () => keyword), slice: '' };
}
