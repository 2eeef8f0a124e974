import { pbkdf2 } from 'node:crypto';
import type { InspectRequest } from './inspector-messages.js';

/** The real child, but it breaks down in earnest over bytes that ask for it: what a fault of a decoder would do to it. */
const FAULTS: Record<string, () => void> = {
  ABORT: () => process.kill(process.pid, 'SIGABRT'), // as a failed assertion of a library
  SEGFAULT: () => process.kill(process.pid, 'SIGSEGV'),
  EXIT: () => process.exit(3),
  LOOP: () => {
    for (;;);
  },
  NATIVE: () => occupyThreads(),
  SWELL: () => {
    occupyThreads();
    const kept: Buffer[] = [];
    setInterval(() => kept.push(Buffer.alloc(50_000_000, 1)), 5);
  },
};

/** Every thread that decoders have is busy for good. */
function occupyThreads(): void {
  for (let thread = 0; thread < 4; thread++) pbkdf2('x', 'y', 2_000_000_000, 64, 'sha512', () => undefined);
}

process.on('message', ({ bytes }: InspectRequest) => {
  const end = Buffer.from(bytes).toString('latin1').slice(-20);
  for (const [name, fault] of Object.entries(FAULTS)) if (end.endsWith(name)) fault();
});

await import('./inspector-child.js');
