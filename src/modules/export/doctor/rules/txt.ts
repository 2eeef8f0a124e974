import { lines } from '../../manifest/lines.js';
import type { FormatRules } from '../format-rules.js';
import { SPLIT_OF } from '../splits.js';

const LIST = /^(train|val|test)(_urls)?\.txt$/;

/** Lists: a path without blanks and a number of a class per line, an address for every one of them. */
export function txtRules(): FormatRules {
  let classes = 0;
  let highest = -1;
  const counts = new Map<string, { paths: number; urls: number }>();
  return {
    async see({ path, body }, checkup) {
      const [, folder = '', urls] = LIST.exec(path) ?? [];
      if (folder === '' && path !== 'classes.txt') return checkup.find(`${path} does not belong into this format`);
      const count = counts.get(folder) ?? { paths: 0, urls: 0 };
      if (folder !== '') counts.set(folder, count);
      for await (const line of lines(body)) {
        if (folder === '') classes += 1;
        else if (urls !== undefined) count.urls += 1;
        else {
          count.paths += 1;
          const [, name = '', number = ''] = /^(\S+) (\d+)$/.exec(line) ?? [];
          if (name === '') checkup.find(`${path}: ${JSON.stringify(line.slice(0, 100))} is no path with a number`);
          highest = Math.max(highest, Number(number));
          checkup.tell(SPLIT_OF[folder] ?? folder, `${name}\0${number}`);
        }
      }
    },
    expected: ({ path, member, label_id: id }) => `${member || path}\0${id}`,
    end(checkup) {
      if (highest >= classes) checkup.find(`Class ${highest} is not in classes.txt`);
      for (const [folder, { paths, urls }] of counts) {
        if (paths === 0) checkup.find(`${folder}.txt is empty`);
        if (paths !== urls) checkup.find(`${folder}_urls.txt has ${urls} lines instead of ${paths}`);
      }
    },
  };
}
