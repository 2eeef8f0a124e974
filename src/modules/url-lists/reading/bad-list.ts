/** What makes an uploaded list unreadable. Nothing of such a list is kept. */
export class BadList extends Error {
  constructor(
    message: string,
    /** 1 for the first row of data, 0 for the header before it; null when no row is to blame. */
    readonly row: number | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
