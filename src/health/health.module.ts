import { Module } from '@nestjs/common';
import { DrainPause } from './drain-pause.js';
import { HealthController } from './health.controller.js';

@Module({ controllers: [HealthController], providers: [DrainPause] })
export class HealthModule {}
