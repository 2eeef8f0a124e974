/** How the stored copy of a picture is made; without it the bytes are kept as fetched. */
export interface ResizeOptions {
  mode: 'none' | 'shortest' | 'longest';
  /** Pixels of that side. */
  size?: number;
  format: 'jpeg' | 'webp';
  /** 1–100 */
  quality: number;
}

/** What a crawl job may ask for beside keywords, sources and max_images. Stored as it came, wire names included. */
export interface CrawlJobOptions {
  safe_search?: boolean;
  min_width?: number;
  min_height?: number;
  resize?: ResizeOptions | null;
  /** Reserve chunk by chunk instead of all at once, and wait when the credits run out. */
  pay_as_you_go?: boolean;
}
