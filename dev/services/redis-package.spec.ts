import { packagesOf } from './redis-package.js';

describe('packagesOf', () => {
  it.each([
    ['libjemalloc.so.2', 'libjemalloc2'],
    ['liblzf.so.1', 'liblzf1'],
    ['libssl.so.3', 'libssl3'],
    ['libssl.so.3', 'libssl3t64'],
    ['libcrypto.so.3', 'libssl3t64'],
    ['libstdc++.so.6', 'libstdc++6'],
    ['libgcc_s.so.1', 'libgcc-s1'],
    ['liblua5.1.so.0', 'liblua5.1-0'],
    ['libhiredis.so.1.1.0', 'libhiredis1.1.0'],
  ])('%s is in %s', (library, name) => {
    expect(packagesOf(library)).toContain(name);
  });
});
