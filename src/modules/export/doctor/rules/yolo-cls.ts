import type { FormatRules } from '../format-rules.js';

const PLACE = /^(train|val|test)\/([^/]+)\/[^/]+\.(jpg|png|webp)$/;

/** Classifiers number the classes of each split by its folders: all of them must be in every split. */
export function yoloClsRules(): FormatRules {
  const classes = new Map<string, Set<string>>();
  return {
    see: async ({ path }, checkup) => checkup.find(`${path} does not belong into this format`),
    seePicture(path, checkup) {
      const [, split = '', folder = ''] = PLACE.exec(path) ?? [];
      if (split === '') return checkup.find(`${path} lies in no class`);
      classes.set(split, (classes.get(split) ?? new Set()).add(folder));
    },
    end(checkup) {
      const all = new Set([...classes.values()].flatMap((folders) => [...folders]));
      for (const [split, folders] of classes) {
        const missing = [...all].find((folder) => !folders.has(folder));
        if (missing !== undefined) checkup.find(`The class "${missing}" is missing in ${split}`);
      }
      if (!classes.has('train')) checkup.find('There is no train split');
    },
  };
}
