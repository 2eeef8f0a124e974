import { Module } from '@nestjs/common';
import { RateLimitModule } from '../../common/rate-limit/rate-limit.module.js';
import { CreditsModule } from '../credits/credits.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AuthStrategies } from './auth-strategy.js';
import { KeySetSource } from './key-set-source.js';
import { SessionProfiles } from './session-profiles.js';
import { TokenStrategy } from './token.strategy.js';
import { TokenVerifier } from './token-verifier.js';

/** Who calls. Exports what the guard needs. */
@Module({
  imports: [ProfilesModule, CreditsModule, RateLimitModule],
  providers: [
    ApiKeyStrategy,
    TokenStrategy,
    TokenVerifier,
    KeySetSource,
    SessionProfiles,
    {
      provide: AuthStrategies,
      inject: [ApiKeyStrategy, TokenStrategy],
      useFactory: (...strategies: [ApiKeyStrategy, TokenStrategy]) => new AuthStrategies(strategies),
    },
  ],
  exports: [AuthStrategies, RateLimitModule],
})
export class AuthModule {}
