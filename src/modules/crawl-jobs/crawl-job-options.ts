import type { MetadataMode } from '../../inspection/metadata/metadata-mode.js';

/** How the stored copy of a picture is made; without it the pixels are kept as fetched. */
export interface ResizeOptions {
  mode: 'none' | 'shortest' | 'longest';
  /** Pixels of that side. */
  size?: number;
  format: 'jpeg' | 'webp';
  /** 1–100 */
  quality: number;
}

/** One picture that the request names. */
export interface ListedUrl {
  url: string;
  caption?: string;
  /** SPDX id, short name or address. */
  license?: string;
  license_url?: string;
  creator?: string;
  attribution?: string;
  page_url?: string;
  /** A keyword of the job; left out: its first one. */
  label?: string;
}

/** What the source `web` reads. */
export interface WebOptions {
  pages: string[];
  /** Links of the same site to follow from these pages, 0 to 2. Default 0. */
  depth?: number;
  /** Pages to read at most, these included. */
  max_pages?: number;
}

/** What the source `sitemap` reads. */
export interface SitemapOptions {
  /** Sitemaps; or sites, whose robots.txt says where theirs are. */
  urls: string[];
  /** Also read the pages that are listed without pictures. */
  read_pages?: boolean;
}

/** What a crawl job may ask for beside keywords, sources and max_images. Stored as it came, wire names included. */
export interface CrawlJobOptions {
  safe_search?: boolean;
  min_width?: number;
  min_height?: number;
  resize?: ResizeOptions | null;
  /** What stored files keep of EXIF and the like; default strip_location. A resized copy has none. */
  metadata?: MetadataMode;
  /** Reserve chunk by chunk instead of all at once, and wait when the credits run out. */
  pay_as_you_go?: boolean;
  /** Bits of the perceptual hash by which near duplicates may differ; 0: they are not marked. */
  duplicate_distance?: number;
  /** SPDX ids and classes of `crawler/sources/license-class.ts`; pictures under others are not fetched. */
  licenses?: string[];
  /** Further queries under the same label, `{keyword}` in each, once the source has no more for the keyword itself. */
  expand?: string[];
  /** New pictures per URL, 0 to 1, below which no further slices are searched. */
  min_yield?: number;
  /** For the source `urls`. */
  urls?: ListedUrl[];
  /** For the source `urls`: an uploaded list of the same project. */
  url_list_id?: string;
  web?: WebOptions;
  sitemap?: SitemapOptions;
}
