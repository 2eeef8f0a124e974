import { proveMutations } from './pictures/mutations.js';

/** All hostile files and 10,000 mutated ones: `node --import @oxc-node/core/register dev/proof/mutations.ts [seed]`. */
const figures = await proveMutations(10_000, 2, Number(process.argv[2] ?? 1));
console.log(figures);
process.exitCode = figures.surprising.length + figures.unstable.length === 0 ? 0 : 1;
