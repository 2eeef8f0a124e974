import { excessOf, type UsageFigures, type UsageLimits } from './usage-figures.js';

const none: UsageFigures = { images_processed: 0, storage_bytes: 0, api_calls: 0, bandwidth_bytes: 0 };
const unlimited: UsageLimits = { images_processed: null, storage_bytes: null, api_calls: null, bandwidth_bytes: null };

describe('excessOf', () => {
  it.each<[string, Partial<UsageFigures>, Partial<UsageLimits>, number, string | null]>([
    ['no limits', { images_processed: 1e9, api_calls: 1e9 }, {}, 1e9, null],
    ['images to the limit', { images_processed: 40 }, { images_processed: 100 }, 60, null],
    ['one image too many', { images_processed: 40 }, { images_processed: 100 }, 61, 'images_processed'],
    ['more images than the whole limit', {}, { images_processed: 100 }, 101, 'images_processed'],
    ['bytes below the limit', { storage_bytes: 99 }, { storage_bytes: 100 }, 1_000, null],
    ['bytes used up', { storage_bytes: 100 }, { storage_bytes: 100 }, 1, 'storage_bytes'],
    ['calls used up', { api_calls: 7 }, { api_calls: 7 }, 1, 'api_calls'],
    ['bandwidth passed', { bandwidth_bytes: 8 }, { bandwidth_bytes: 7 }, 1, 'bandwidth_bytes'],
    ['two at once', { api_calls: 9, storage_bytes: 9 }, { api_calls: 9, storage_bytes: 9 }, 1, 'storage_bytes'],
  ])('%s', (_, used, limits, openImages, quota) => {
    const excess = excessOf({ ...none, ...used }, { ...unlimited, ...limits }, openImages);
    expect(excess?.quota ?? null).toBe(quota);
  });
});
