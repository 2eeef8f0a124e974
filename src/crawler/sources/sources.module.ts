import { Module } from '@nestjs/common';
import { FetchingModule } from '../../fetching/fetching.module.js';
import { SiteFetchingModule } from '../../fetching/site/site-fetching.module.js';
import { StorageModule } from '../../storage/storage.module.js';
import { BingSource } from './bing/bing.source.js';
import { EuropeanaSource } from './collections/europeana.source.js';
import { GbifSource } from './collections/gbif.source.js';
import { InaturalistSource } from './collections/inaturalist.source.js';
import { MetSource } from './collections/met.source.js';
import { NasaSource } from './collections/nasa.source.js';
import { SmithsonianSource } from './collections/smithsonian.source.js';
import { DownloadReports } from './download-reports.js';
import { BaiduSource } from './engines/baidu.source.js';
import { BraveSource } from './engines/brave.source.js';
import { DuckduckgoSource } from './engines/duckduckgo.source.js';
import { FlickrSource } from './flickr/flickr.source.js';
import { CseProvider } from './google/cse.provider.js';
import { GoogleHtmlProvider } from './google/google-html.provider.js';
import { GoogleSource } from './google/google.source.js';
import type { ImageSource } from './image-source.js';
import { OpenverseSource } from './openverse.source.js';
import { SerpapiProvider } from './google/serpapi.provider.js';
import { SerperProvider } from './google/serper.provider.js';
import { SourceClient } from './source-client.js';
import { SourceHealth } from './source-health.js';
import { SourceRegistry } from './source-registry.js';
import { SitemapSource } from './sitemap/sitemap.source.js';
import { UrlsSource } from './urls/urls.source.js';
import { PageVisit } from './web/page-visit.js';
import { WebSource } from './web/web.source.js';
import { PexelsSource } from './stock/pexels.source.js';
import { PixabaySource } from './stock/pixabay.source.js';
import { UnsplashSource } from './stock/unsplash.source.js';
import { WikimediaSource } from './wikimedia.source.js';

/** Every source. Another one is a file and a line here. */
const SOURCES = [
  GoogleSource,
  BingSource,
  OpenverseSource,
  WikimediaSource,
  FlickrSource,
  UnsplashSource,
  PexelsSource,
  PixabaySource,
  BraveSource,
  DuckduckgoSource,
  BaiduSource,
  InaturalistSource,
  GbifSource,
  SmithsonianSource,
  MetSource,
  EuropeanaSource,
  NasaSource,
  UrlsSource,
  WebSource,
  SitemapSource,
];

@Module({
  imports: [FetchingModule, SiteFetchingModule, StorageModule],
  providers: [
    SourceClient,
    PageVisit,
    SourceHealth,
    DownloadReports,
    GoogleHtmlProvider,
    SerperProvider,
    SerpapiProvider,
    CseProvider,
    ...SOURCES,
    {
      provide: SourceRegistry,
      useFactory: (...sources: ImageSource[]) => new SourceRegistry(sources),
      inject: SOURCES,
    },
  ],
  exports: [SourceHealth, SourceRegistry, DownloadReports],
})
export class SourcesModule {}
