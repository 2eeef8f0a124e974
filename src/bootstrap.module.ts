import { Module } from '@nestjs/common';
import { CoreModule } from './core.module.js';
import { CreditsModule } from './modules/credits/credits.module.js';
import { ProfilesModule } from './modules/profiles/profiles.module.js';

/** What the bootstrap command needs: no HTTP, no queue consumers. */
@Module({ imports: [CoreModule, ProfilesModule, CreditsModule] })
export class BootstrapModule {}
