import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Env } from '../config/env.js';
import { ImageInspector, type Inspection, type InspectionRules } from './image-inspector.js';
import { InspectorPool } from './inspector-pool.js';
import type { InspectorLimits } from './inspector-process.js';

const LIMITS: InspectorLimits = {
  timeoutMs: 10_000,
  startMs: 30_000,
  recycleAfter: 5_000,
  recycleRss: 400_000_000,
  maxRss: 1_000_000_000,
};

/** Inspects in forked children: whatever a picture does to its decoder, this process does not notice. */
@Injectable()
export class ForkedImageInspector extends ImageInspector implements OnModuleDestroy {
  private readonly pool: InspectorPool;

  constructor(env: Env) {
    super();
    this.pool = new InspectorPool(env.INSPECTORS, LIMITS);
  }

  async inspect(bytes: Buffer, rules: InspectionRules): Promise<Inspection> {
    const verdict = await this.pool.inspect(bytes, rules);
    if (!verdict.accepted) return verdict;
    return { accepted: true, image: { ...verdict.image, stored: verdict.copy ?? bytes } };
  }

  onModuleDestroy(): Promise<void> {
    return this.pool.close();
  }
}
