/** Where a file lies while it is read that cannot be read as it comes. */
export const rawListKey = (projectId: string, listId: string): string => `url-lists/${projectId}/${listId}.raw`;
