import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../common/problem/problem.js';
import { Env } from '../../config/env.js';
import { MIGRATION_GUIDE } from './legacy-dataset.decorator.js';

/** 410: version 1.0 has no dataset API, and LEGACY_DATASETS=gone rehearses that. */
export class DatasetApiRemoved extends Problem {
  constructor() {
    super(410, 'dataset-api-removed', 'The dataset API was removed; use projects and crawl jobs instead', {
      migration_guide: MIGRATION_GUIDE,
    });
  }
}

/** Refuses the old routes before anything else looks at the request, whoever asks, as a removed route would. */
@Injectable()
export class DatasetApiSwitch implements OnModuleInit {
  constructor(
    private readonly adapters: HttpAdapterHost,
    private readonly env: Env,
  ) {}

  onModuleInit(): void {
    if (this.env.LEGACY_DATASETS !== 'gone') return;
    const fastify: FastifyInstance = this.adapters.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, _reply, done) => {
      done(request.routeOptions.config.legacyDataset === true ? new DatasetApiRemoved() : undefined);
    });
  }
}
