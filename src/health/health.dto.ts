import { ApiProperty } from '@nestjs/swagger';

export class LivenessDto {
  @ApiProperty({ enum: ['ok'] })
  status: 'ok';
}

export class ReadinessDto {
  /** `degraded`: requests are served, queued work starts a little later */
  @ApiProperty({ enum: ['ok', 'degraded'] })
  status: 'ok' | 'degraded';
  @ApiProperty({ enum: ['up'] })
  database: 'up';
  @ApiProperty({ enum: ['up', 'down'] })
  redis: 'up' | 'down';
}
