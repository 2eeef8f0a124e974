/** Bounds of every guarded request. Times in milliseconds, sizes in bytes. Tests shorten the times. */
export class FetchLimits {
  /** TCP and TLS together. */
  connectMs = 5_000;
  /** From the request being written to the end of the response headers. */
  headersMs = 10_000;
  /** Between two pieces of a body. */
  idleMs = 10_000;
  /** The whole exchange with all its redirects; time spent queueing for a slot does not count. */
  deadlineMs = 30_000;
  /** A body may be slow for this long; after that it must average `minBytesPerSecond`. */
  slowMs = 5_000;
  minBytesPerSecond = 1_024;
  /** A server that sends less than `stallBytes` in so long loses its slot to others … */
  stallMs = 20;
  stallBytes = 1_024;
  /** … until it has sent more than this. */
  maxAsideBytes = 16_384;
  /** It keeps its slot when it has sent more already: what stands aside must not fill the memory. */
  maxStalledBytes = 65_536;
  maxHeaderBytes = 32_768;
  maxRedirects = 5;
  /** Decoded bytes per encoded byte. */
  maxRatio = 100;
  maxUrlLength = 8_192;
  /** A body nobody wants (an error page, a redirect's text) is read up to here to keep the connection, then cut. */
  maxDiscardBytes = 16_384;
}
