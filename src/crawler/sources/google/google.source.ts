import { Injectable } from '@nestjs/common';
import { Env } from '../../../config/env.js';
import { ImageSource, type SourcePage, type SourcePolicy, type SourceQuery } from '../image-source.js';
import { CseProvider } from './cse.provider.js';
import { GoogleHtmlProvider } from './google-html.provider.js';
import type { GoogleProvider } from './google-provider.js';
import { SerpapiProvider } from './serpapi.provider.js';
import { SerperProvider } from './serper.provider.js';

/** Google Images, through the provider that GOOGLE_PROVIDER names. */
@Injectable()
export class GoogleSource extends ImageSource {
  readonly name = 'google';
  private readonly provider: GoogleProvider;
  override readonly slices: readonly string[];
  override readonly key: ImageSource['key'];
  override readonly limits: ImageSource['limits'];
  override readonly depth: number;

  constructor(env: Env, html: GoogleHtmlProvider, serper: SerperProvider, serpapi: SerpapiProvider, cse: CseProvider) {
    super();
    const providers: Readonly<Record<string, GoogleProvider>> = { html, serper, serpapi, cse };
    this.provider = providers[env.GOOGLE_PROVIDER] ?? html;
    this.slices = this.provider.slices;
    this.key = this.provider.key;
    this.limits = this.provider.limits;
    this.depth = this.provider.depth;
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
