import { CANDIDATE_OUTCOMES, CURABLE_OUTCOMES, FAILED_OUTCOMES, TRANSIENT_OUTCOMES } from './candidate-outcome.js';
import { OUTCOME_ADVICE } from './failures/outcome-advice.js';

describe('outcomes of candidates', () => {
  it('are each explained', () => {
    expect(Object.keys(OUTCOME_ADVICE).toSorted()).toEqual(CANDIDATE_OUTCOMES.toSorted());
  });

  it('that are worth another try at once are worth one later, and count as failures', () => {
    for (const outcome of TRANSIENT_OUTCOMES) {
      expect(CURABLE_OUTCOMES).toContain(outcome);
      expect(FAILED_OUTCOMES).toContain(outcome);
    }
  });

  it('are a failure, a picture, a copy, or nothing that was tried', () => {
    const others = CANDIDATE_OUTCOMES.filter((outcome) => !FAILED_OUTCOMES.includes(outcome));
    expect(others.toSorted()).toEqual(['cancelled', 'duplicate_bytes', 'not_needed', 'stored']);
  });

  it('fit their column', () => {
    for (const outcome of CANDIDATE_OUTCOMES) expect(outcome.length).toBeLessThanOrEqual(30);
  });
});
