import { Global, Module } from '@nestjs/common';
import { IncludeRegistry } from './include/include.registry.js';
import { Shutdown } from './shutdown/shutdown.js';

/** What feature modules of both processes may inject. */
@Global()
@Module({ providers: [IncludeRegistry, Shutdown], exports: [IncludeRegistry, Shutdown] })
export class CommonModule {}
