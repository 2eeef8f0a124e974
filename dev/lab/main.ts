import { FAULT_LEVELS } from './faults/fault-table.js';
import { startLab } from './lab.js';

const DEFAULT_PORT = 8080;

const faults = FAULT_LEVELS.find((level) => level === (process.env.LAB_FAULTS ?? 'default'));
if (!faults) throw new Error(`LAB_FAULTS must be one of ${FAULT_LEVELS.join(', ')}`);

const lab = await startLab({ port: Number(process.env.LAB_PORT ?? DEFAULT_PORT), faults });
// Only settings go to stdout, so that it can be written into an env file as it is.
console.error(`Image lab at ${lab.url} (faults: ${faults}); stop with Ctrl-C. Settings for the product:`);
for (const [name, value] of Object.entries(lab.env)) console.log(`${name}=${value}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void lab.stop());
}
