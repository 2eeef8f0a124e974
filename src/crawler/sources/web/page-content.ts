/** One picture of a page as its markup names it; addresses as written, the best first. */
export interface NamedImage {
  urls: string[];
  title: string | null;
  /** As the markup says, in pixels. */
  width: string | null;
  height: string | null;
  figure: Figure | null;
}

/** What a figure says about the pictures in it. */
export interface Figure {
  caption: string;
  license: string | null;
}

/** What of a page matters here; addresses as written. */
export interface PageContent {
  title: string;
  base: string | null;
  /** Of `robots` and of our own agent's name. */
  robots: string[];
  tdmReserved: boolean;
  license: string | null;
  links: string[];
  images: NamedImage[];
  /** Open Graph and Twitter, in their order. */
  shared: { url: string; alt: string | null }[];
  /** Texts of the JSON-LD scripts. */
  linkedData: string[];
}
