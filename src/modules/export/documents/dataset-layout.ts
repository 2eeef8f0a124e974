import type { Split } from '../selection/split.js';
import type { YamlValue } from './yaml.js';

/** What a format tells about its files to the documents that every archive holds. */
export interface DatasetLayout {
  /** Markdown: where things lie, and how to read them. */
  text: string;
  /** The Hub's view of the archive; without it its viewer reads the files as it likes. */
  hub?: {
    dataFiles: { split: Split; path: string }[];
    /** More members of the configuration. */
    config?: { [key: string]: YamlValue };
    /** Columns as readers shall type them, where they cannot see that themselves. */
    features?: YamlValue[];
  };
  /** Pictures as Croissant finds them; without them the records say only where they were fetched. */
  pictures?: CroissantPictures;
}

export interface CroissantPictures {
  /** Files and sets of files, in the words of Croissant. */
  distribution: object[];
  /** Where a picture's bytes come from. */
  source: object;
  /** Where the path or name comes from that its record in the manifest has as well, and the manifest's column for it. */
  joinBy?: { source: object; column: 'path' | 'member' };
}
