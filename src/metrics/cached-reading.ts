/** The last reading of something costly; read again when it is old, once at a time. */
export class CachedReading<T> {
  private value: T | null = null;
  private readAt = -Infinity;
  private reading: Promise<T | null> | null = null;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly maxAgeMs: number,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** At most `maxAgeMs` old; null when it could not be read. A failure is not repeated before that time either. */
  fresh(): Promise<T | null> {
    if (performance.now() - this.readAt < this.maxAgeMs && !this.reading) return Promise.resolve(this.value);
    return this.update();
  }

  /** The last reading, however old, at once; starts another when it is old. */
  last(): T | null {
    void this.fresh();
    return this.value;
  }

  private update(): Promise<T | null> {
    this.reading ??= this.read()
      .catch((error: unknown) => {
        this.onError(error);
        return null;
      })
      .then((value) => {
        this.value = value;
        this.readAt = performance.now();
        this.reading = null;
        return value;
      });
    return this.reading;
  }
}
