import type { Picture } from '../../corpus/picture.js';
import { colorOf, sizeClassOf, yearOf } from '../traits.js';

type Test = (picture: Picture) => boolean;

const SIZES: Record<string, string> = { l: 'large', m: 'medium', i: 'icon' };
const RIGHTS: Record<string, Test> = {
  f: () => true,
  fc: ({ license }) => license.commercial,
  fm: ({ license }) => license.modification,
  fmc: ({ license }) => license.commercial && license.modification,
};

/** The test that Google's filter list (`isz:l,ic:specific,isc:red`) amounts to; what it does not know it leaves out. */
export function tbsFilter(tbs: string | null): Test {
  const tests = (tbs ?? '').split(',').flatMap((item): Test[] => {
    const [name = '', value = ''] = item.split(/:(.*)/s);
    if (name === 'isz') return [(picture) => sizeClassOf(picture) === SIZES[value]];
    if (name === 'isc') return [(picture) => colorOf(picture) === value];
    if (name === 'itp') return [({ kind }) => (value === 'photo' ? kind === 'photograph' : kind === 'drawing')];
    if (name === 'cd_min') return [(picture) => yearOf(picture) >= Number(value.slice(-4))];
    if (name === 'cd_max') return [(picture) => yearOf(picture) <= Number(value.slice(-4))];
    const right = name === 'sur' ? RIGHTS[value] : undefined;
    return right ? [right] : [];
  });
  return (picture) => tests.every((test) => test(picture));
}
