import type { ImageSource } from './image-source.js';

/** All sources by their names. */
export class SourceRegistry {
  private readonly byName: ReadonlyMap<string, ImageSource>;

  constructor(sources: readonly ImageSource[]) {
    this.byName = new Map(sources.map((source) => [source.name, source]));
    if (this.byName.size !== sources.length) throw new Error('two sources have the same name');
  }

  /** Null for a name that no source has. */
  get(name: string): ImageSource | null {
    return this.byName.get(name) ?? null;
  }

  /** In the order of registration. */
  list(): ImageSource[] {
    return [...this.byName.values()];
  }
}
