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
  /** Where readers find the bytes of single pictures; without it the records are those of the manifest alone. */
  content?: {
    source: object;
    /** Where the path comes from that the manifest has as `path`. */
    path: object;
  };
}
