import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ApiKeyStrategy } from './api-key.strategy.js';
import { AuthStrategies } from './auth-strategy.js';

@Module({
  imports: [ProfilesModule],
  providers: [
    ApiKeyStrategy,
    {
      provide: AuthStrategies,
      inject: [ApiKeyStrategy],
      useFactory: (apiKeys: ApiKeyStrategy) => new AuthStrategies([apiKeys]),
    },
  ],
  exports: [AuthStrategies],
})
export class AuthModule {}
