import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { GoogleHtmlProvider } from './google-html.provider.js';
import type { GoogleProvider } from './google-provider.js';
import { ImageSource, type SourcePage, type SourcePolicy, type SourceQuery } from '../image-source.js';
import { SerperProvider } from './serper.provider.js';

/** Google Images, through the provider that GOOGLE_PROVIDER names. */
@Injectable()
export class GoogleSource extends ImageSource {
  readonly name = 'google';
  private readonly provider: GoogleProvider;

  constructor(env: Env, html: GoogleHtmlProvider, serper: SerperProvider) {
    super();
    this.provider = env.GOOGLE_PROVIDER === 'serper' ? serper : html;
  }

  get policy(): SourcePolicy {
    return this.provider.policy;
  }

  get configured(): boolean {
    return this.provider.configured;
  }

  search(query: SourceQuery, cursor: string | null): Promise<SourcePage> {
    return this.provider.search(query, cursor);
  }
}
