import { addressBlock } from './address-block.js';

describe('addressBlock', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '20010db800010002/64'],
    ['2001:db8:1:2:ffff::1', '20010db800010002/64'],
    ['2001:db8:1:3::1', '20010db800010003/64'],
    ['::1', '0000000000000000/64'],
    ['', 'unknown'],
    [undefined, 'unknown'],
    ['nonsense', 'unknown'],
  ])('%s is in %s', (ip, block) => {
    expect(addressBlock(ip)).toBe(block);
  });
});
