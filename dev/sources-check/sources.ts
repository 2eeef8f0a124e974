import { Test } from '@nestjs/testing';
import { ConfigModule } from '../../src/config/config.module.js';
import { Env } from '../../src/config/env.js';
import { SourceRegistry } from '../../src/crawler/sources/source-registry.js';
import { SourcesModule } from '../../src/crawler/sources/sources.module.js';
import { GuardedFetcher } from '../../src/fetching/guarded-fetcher.js';
import { HostGate } from '../../src/fetching/politeness/host-gate.js';
import { SharedNotes } from '../../src/fetching/politeness/shared-notes.js';

/** The product's sources without database and Redis: this process is polite by itself. */
export async function openSources(env: Env) {
  const module = await Test.createTestingModule({ imports: [ConfigModule, SourcesModule] })
    .overrideProvider(Env)
    .useValue(env)
    .overrideProvider(SharedNotes)
    .useValue(null)
    .overrideProvider(HostGate)
    .useValue(new HostGate(env.FETCH_HOST_CONCURRENCY))
    .compile();
  return {
    sources: module.get(SourceRegistry).list(),
    fetcher: module.get(GuardedFetcher, { strict: false }),
    close: () => module.close(),
  };
}
