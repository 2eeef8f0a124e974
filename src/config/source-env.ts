import 'reflect-metadata'; // what the decorators write types to: without it every number stays a string
import { Transform } from 'class-transformer';
import { IsIn, IsOptional, IsString, IsUrl } from 'class-validator';
import { emptyIsUnset, url } from './env-rules.js';

/** Where each source is, and the keys for those that want one. A source without the key it needs is not configured. */
export class SourceEnv {
  @IsIn(['warn', 'strict'])
  SOURCE_POLICY: string = 'warn';

  @IsUrl(url)
  OPENVERSE_URL: string = 'https://api.openverse.org';

  @IsUrl(url)
  WIKIMEDIA_URL: string = 'https://commons.wikimedia.org';

  @IsUrl(url)
  GOOGLE_HTML_URL: string = 'https://www.google.com';

  @IsUrl(url)
  SERPER_URL: string = 'https://google.serper.dev';

  @IsUrl(url)
  BING_URL: string = 'https://www.bing.com';

  @IsUrl(url)
  INATURALIST_URL: string = 'https://api.inaturalist.org';

  @IsUrl(url)
  GBIF_URL: string = 'https://api.gbif.org';

  @IsUrl(url)
  SMITHSONIAN_URL: string = 'https://api.si.edu';

  /** A key of api.data.gov. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  SMITHSONIAN_API_KEY?: string;

  @IsUrl(url)
  MET_URL: string = 'https://collectionapi.metmuseum.org';

  @IsUrl(url)
  EUROPEANA_URL: string = 'https://api.europeana.eu';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  EUROPEANA_API_KEY?: string;

  @IsUrl(url)
  NASA_URL: string = 'https://images-api.nasa.gov';

  /** Where `google` results come from; html needs no key. */
  @IsIn(['html', 'serper', 'serpapi', 'cse'])
  GOOGLE_PROVIDER: string = 'html';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  SERPER_API_KEY?: string;

  @IsUrl(url)
  SERPAPI_URL: string = 'https://serpapi.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  SERPAPI_API_KEY?: string;

  /** Programmable Search. */
  @IsUrl(url)
  GOOGLE_CSE_URL: string = 'https://www.googleapis.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  GOOGLE_CSE_API_KEY?: string;

  /** Id of the programmable search engine. */
  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  GOOGLE_CSE_CX?: string;

  @IsUrl(url)
  FLICKR_URL: string = 'https://api.flickr.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  FLICKR_API_KEY?: string;

  @IsUrl(url)
  UNSPLASH_URL: string = 'https://api.unsplash.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  UNSPLASH_ACCESS_KEY?: string;

  @IsUrl(url)
  PEXELS_URL: string = 'https://api.pexels.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  PEXELS_API_KEY?: string;

  @IsUrl(url)
  PIXABAY_URL: string = 'https://pixabay.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  PIXABAY_API_KEY?: string;

  @IsUrl(url)
  BRAVE_URL: string = 'https://api.search.brave.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  BRAVE_API_KEY?: string;

  @IsUrl(url)
  DUCKDUCKGO_URL: string = 'https://duckduckgo.com';

  @IsUrl(url)
  BAIDU_URL: string = 'https://image.baidu.com';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  OPENVERSE_TOKEN?: string;
}
