import { writeFileSync } from 'node:fs';
import { inspectImage } from './inspect-image.js';
import type { InspectorMessage, InspectRequest } from './inspector-messages.js';

/** Bytes of memory at which the child gives itself up rather than drag the machine down. */
const MEMORY_LIMIT = Number(process.argv[2]);

const send = (message: InspectorMessage) => process.send?.(message);
const die = () => process.kill(process.pid, 'SIGKILL'); // exit() would wait for the decode that must be stopped

process.on('message', (request: InspectRequest) => void answer(request));
process.once('disconnect', die);
setInterval(() => {
  if (process.memoryUsage.rss() > MEMORY_LIMIT) die();
}, 50).unref();
preferAsOomVictim();
send({ kind: 'ready' });

async function answer({ id, bytes, rules }: InspectRequest): Promise<void> {
  try {
    const verdict = await inspectImage(bytes, rules);
    send({ kind: 'verdict', id, verdict, rss: process.memoryUsage.rss() });
  } catch (error) {
    send({ kind: 'error', id, message: String(error), rss: process.memoryUsage.rss() });
  }
}

/** When memory runs out, Linux should end a decoder and not the worker that can replace it. */
function preferAsOomVictim(): void {
  try {
    writeFileSync('/proc/self/oom_score_adj', '800');
  } catch {
    // not Linux, or not permitted: only a preference
  }
}
