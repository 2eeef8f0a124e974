import { Env } from '../../config/env.js';
import { Problem } from '../../common/problem/problem.js';
import { ImageSource, type SourcePage, type SourcePolicy } from '../../crawler/sources/image-source.js';
import { SourceRegistry } from '../../crawler/sources/source-registry.js';
import { SourceRules } from './source-rules.js';

const free: SourcePolicy = {
  mode: 'api',
  bulk: 'yes',
  training: 'per_item',
  hotlink: 'allowed',
  attribution: 'per_item',
  downloadTracking: false,
  note: 'Its note.',
  url: 'https://source.example/terms',
};

class Terms extends ImageSource {
  readonly configured = true;
  readonly policy: SourcePolicy;

  constructor(
    readonly name: string,
    terms: Partial<SourcePolicy>,
  ) {
    super();
    this.policy = { ...free, ...terms };
  }

  search(): Promise<SourcePage> {
    return Promise.resolve({ items: [], next: null });
  }
}

const registry = new SourceRegistry([
  new Terms('open', {}),
  new Terms('stock', { bulk: 'no', training: 'no', hotlink: 'required' }),
  new Terms('engine', { bulk: 'no', training: 'unknown' }),
]);
const rules = (SOURCE_POLICY: string) => new SourceRules(registry, Object.assign(new Env(), { SOURCE_POLICY }));

const refusal = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it passed');
};

describe('SourceRules', () => {
  it.each(['warn', 'strict'])('%s: nothing to say about sources that allow it', (policy) => {
    expect(rules(policy).check(['open'])).toEqual([]);
  });

  it('warn: says why of each source, and where to read it', () => {
    expect(rules('warn').check(['engine', 'open', 'stock'])).toEqual([
      {
        source: 'engine',
        reasons: ['bulk-forbidden', 'training-unknown'],
        message:
          'engine: its terms forbid collecting pictures in bulk; its terms do not say whether models may be trained. Its note.',
        url: 'https://source.example/terms',
      },
      expect.objectContaining({
        source: 'stock',
        reasons: ['training-forbidden', 'bulk-forbidden', 'hotlink-required'],
      }),
    ]);
  });

  it('strict: refuses with every reason, at its place in the request', () => {
    const problem = refusal(() => rules('strict').check(['open', 'engine', 'stock'], 'search_engines'));
    expect([problem.getStatus(), problem.slug]).toEqual([422, 'source-not-allowed']);
    expect(problem.errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/search_engines/1', 'bulk-forbidden'],
      ['/search_engines/1', 'training-unknown'],
      ['/search_engines/2', 'training-forbidden'],
      ['/search_engines/2', 'bulk-forbidden'],
      ['/search_engines/2', 'hotlink-required'],
    ]);
    expect(problem.extensions).toEqual({ warnings: rules('warn').check(['open', 'engine', 'stock']) });
  });

  it.each(['warn', 'strict'])('%s: an unknown source comes first', (policy) => {
    const problem = refusal(() => rules(policy).check(['stock', 'nowhere']));
    expect(problem.errors).toEqual([
      { pointer: '/sources/1', code: 'unknown-source', message: 'must be one of open, stock, engine' },
    ]);
  });
});
