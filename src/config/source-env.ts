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

  /** Where `google` results come from; html needs no key. */
  @IsIn(['html', 'serper'])
  GOOGLE_PROVIDER: string = 'html';

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  SERPER_API_KEY?: string;

  @Transform(emptyIsUnset)
  @IsOptional()
  @IsString()
  OPENVERSE_TOKEN?: string;
}
