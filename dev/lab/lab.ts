import { join } from 'node:path';
import { Corpus } from './corpus/corpus.js';
import type { FaultLevel } from './faults/fault-table.js';
import { PictureFiles } from './files/picture-files.js';
import { Links } from './sources/links.js';
import { closeAll, listenEverywhere } from './http/listen.js';
import { createRouter } from './server/router.js';
import { EUROPEANA_KEY } from './sources/collections/europeana.js';
import { SMITHSONIAN_KEY } from './sources/collections/smithsonian.js';
import { Catalogue } from './sources/catalogue.js';
import { OPENVERSE_TOKEN } from './sources/openverse.js';
import { BRAVE_KEY } from './sources/engines/brave.js';
import { CSE_CX, CSE_KEY } from './sources/engines/programmable-search.js';
import { SERPAPI_KEY } from './sources/engines/serpapi.js';
import { SERPER_KEY } from './sources/serper.js';
import { FLICKR_KEY } from './sources/stock/flickr.js';
import { PEXELS_KEY } from './sources/stock/pexels.js';
import { PIXABAY_KEY } from './sources/stock/pixabay.js';
import { UNSPLASH_KEY } from './sources/stock/unsplash.js';

export interface LabOptions {
  /** 0, the default: any free one. */
  port?: number;
  faults?: FaultLevel;
  /** Burst limit of Openverse for callers without a token. */
  openversePerMinute?: number;
  /** Where computed variants are kept between runs. */
  cacheFolder?: string;
}

export interface Lab {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** `host:port` of everything the lab listens on: the fetcher's allow-list. */
  origins: string[];
  /** Settings that point the product at the lab. */
  env: Record<string, string>;
  /** A token that OPENVERSE_TOKEN may be set to, for larger pages. */
  openverseToken: string;
  /** Ends all connections, hanging ones too. */
  stop(): Promise<void>;
}

const CACHE_FOLDER = join(import.meta.dirname, '../../.data/lab');

/** Starts the whole outside world on one port of the loopback addresses. */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { port = 0, faults = 'default', openversePerMinute = 6000, cacheFolder = CACHE_FOLDER } = options;
  const corpus = await Corpus.load();

  // The addresses in the answers hold the port, which is known only once the servers listen.
  let handler: ReturnType<typeof createRouter> | undefined;
  const { servers, port: chosen } = await listenEverywhere((request, response) => handler?.(request, response), port);
  const origins = servers.map((server) => {
    const address = server.address();
    return `${typeof address === 'object' ? address?.address : address}:${chosen}`;
  });
  const url = `http://127.0.0.1:${chosen}`;
  const links = new Links(
    url,
    origins.map((origin) => `http://${origin}`),
  );
  const files = new PictureFiles(cacheFolder, corpus.photographs);
  const world = { corpus, links, files, catalogue: new Catalogue(corpus, links, faults) };
  handler = createRouter(world, faults, openversePerMinute);

  return {
    url,
    origins,
    env: {
      OPENVERSE_URL: `${url}/openverse`,
      WIKIMEDIA_URL: `${url}/wikimedia`,
      GOOGLE_HTML_URL: `${url}/google`,
      SERPER_URL: `${url}/serper`,
      BING_URL: `${url}/bing`,
      SERPER_API_KEY: SERPER_KEY,
      SERPAPI_URL: `${url}/serpapi`,
      SERPAPI_API_KEY: SERPAPI_KEY,
      GOOGLE_CSE_URL: `${url}/cse`,
      GOOGLE_CSE_API_KEY: CSE_KEY,
      GOOGLE_CSE_CX: CSE_CX,
      FLICKR_URL: `${url}/flickr`,
      FLICKR_API_KEY: FLICKR_KEY,
      UNSPLASH_URL: `${url}/unsplash`,
      UNSPLASH_ACCESS_KEY: UNSPLASH_KEY,
      PEXELS_URL: `${url}/pexels`,
      PEXELS_API_KEY: PEXELS_KEY,
      PIXABAY_URL: `${url}/pixabay`,
      PIXABAY_API_KEY: PIXABAY_KEY,
      BRAVE_URL: `${url}/brave`,
      BRAVE_API_KEY: BRAVE_KEY,
      DUCKDUCKGO_URL: `${url}/duckduckgo`,
      BAIDU_URL: `${url}/baidu`,
      INATURALIST_URL: `${url}/inaturalist`,
      GBIF_URL: `${url}/gbif`,
      SMITHSONIAN_URL: `${url}/smithsonian`,
      SMITHSONIAN_API_KEY: SMITHSONIAN_KEY,
      MET_URL: `${url}/met`,
      EUROPEANA_URL: `${url}/europeana`,
      EUROPEANA_API_KEY: EUROPEANA_KEY,
      NASA_URL: `${url}/nasa`,
      FETCH_ALLOW: origins.join(','),
    },
    openverseToken: OPENVERSE_TOKEN,
    stop: () => closeAll(servers),
  };
}
