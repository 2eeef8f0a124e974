import { HostGate } from '../../fetching/politeness/host-gate.js';
import { noNotes } from '../../fetching/site/no-notes.fixture.js';
import { groupOf } from './source-client.js';
import { SourceHealth } from './source-health.js';

describe('SourceHealth without Redis', () => {
  it('knows nothing, and breaks nothing', async () => {
    const health = new SourceHealth(noNotes(), new HostGate(1));
    for (const outcome of ['ok', 'blocked', 'bad_request'] as const) health.note('met', outcome);
    expect(await health.of('met')).toEqual({
      lastSuccessAt: null,
      lastFailureAt: null,
      lastFailure: null,
      restsUntil: null,
    });
  });

  it('knows what the source asked of this process', async () => {
    const gate = new HostGate(1);
    await gate.pause(groupOf('met'), 60_000, 'Retry-After');
    const health = new SourceHealth(noNotes(), gate);
    expect((await health.of('met')).restsUntil?.getTime()).toBeGreaterThan(Date.now());
    expect((await health.of('gbif')).restsUntil).toBeNull();
  });
});
