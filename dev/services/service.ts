export interface ServiceOptions {
  /** Absolute directory of the data, ports, passwords and logs. */
  dataDir: string;
  /** Absolute directory of what is unpacked once and can be removed at any time. */
  cacheDir: string;
  /** False is faster and survives a killed server, but not a power cut; for tests. */
  fsync: boolean;
  log: (line: string) => void;
}

/** A running server. */
export interface Service {
  url: string;
  /** Ends the server when this process started it, else leaves it alone. */
  stop(): Promise<void>;
  /** Settles with the service's name when its process has ended, asked to or not. */
  ended: Promise<string>;
}
