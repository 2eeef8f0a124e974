import type { EntityManager } from '@mikro-orm/postgresql';
import { DUPLICATE_DISTANCE } from '../../crawl-jobs/duplicate-distance.js';
import { NearDuplicateRule } from './near-duplicate.rule.js';

describe('near_duplicate', () => {
  it('fails by default what crawl jobs mark by default, and nothing beyond', () => {
    const unused: EntityManager = Object.create(null);
    const rule = new NearDuplicateRule(unused);
    const values = Object.fromEntries(rule.parameters.map(({ name, default: value }) => [name, value]));
    expect(rule.fails(DUPLICATE_DISTANCE.default, values)).toBe(true);
    expect(rule.fails(DUPLICATE_DISTANCE.default + 1, values)).toBe(false);
  });
});
