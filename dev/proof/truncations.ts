import { proveTruncations } from './pictures/truncations.js';

/** 300 real files, each cut at 100 places: `node --import @oxc-node/core/register dev/proof/truncations.ts`. */
const { accepted, ...figures } = await proveTruncations(300, 100, 2);
console.log(figures, accepted.length === 0 ? 'none accepted' : accepted);
process.exitCode = accepted.length === 0 && figures.whole === figures.files ? 0 : 1;
