import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../common/auth/auth.decorators.js';
import { ServiceUnavailable } from '../common/problem/problems.js';
import { Shutdown } from '../common/shutdown/shutdown.js';
import { DatabaseProbe } from '../database/database-probe.js';
import { RedisClient } from '../queue/redis-client.js';
import { LivenessDto, ReadinessDto } from './health.dto.js';

/** For load balancers and orchestrators. */
@ApiTags('operations')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly database: DatabaseProbe,
    private readonly redis: RedisClient,
    private readonly shutdown: Shutdown,
  ) {}

  /** Whether the process answers at all; a failure means restart it */
  @Get('live')
  getLiveness(): LivenessDto {
    return { status: 'ok' };
  }

  /** Whether the process can serve requests now; 503 means send none */
  @Get('ready')
  async getReadiness(): Promise<ReadinessDto> {
    if (this.shutdown.isDraining) throw new ServiceUnavailable(5, undefined, 'shutting-down');
    const [database, redis] = await Promise.all([this.database.isUp(), this.redis.isUp()]);
    if (!database) throw new ServiceUnavailable();
    return { status: redis ? 'ok' : 'degraded', database: 'up', redis: redis ? 'up' : 'down' };
  }
}
