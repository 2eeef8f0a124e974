import { readdirSync, readFileSync } from 'node:fs';

/** Highest resident memory, bytes, of this process and of each child that it had meanwhile. */
export interface MemoryPeaks {
  parent: number;
  child: number;
  children: number;
}

/** Looks every 50 ms; needs /proc. Call the result to stop. */
export function watchMemory(): () => MemoryPeaks {
  const children = new Map<number, number>();
  let parent = 0;
  const look = (): void => {
    parent = Math.max(parent, process.memoryUsage.rss());
    for (const pid of childrenOf(process.pid)) children.set(pid, Math.max(children.get(pid) ?? 0, peakOf(pid)));
  };
  const timer = setInterval(look, 50);
  return () => {
    clearInterval(timer);
    look();
    return { parent, child: Math.max(0, ...children.values()), children: children.size };
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    const listed = read(`/proc/${pid}/task/${task}/children`).trim();
    return listed === '' ? [] : listed.split(' ').map(Number);
  });
}

/** The kernel's own high-water mark. */
const peakOf = (pid: number): number => 1024 * Number(/^VmHWM:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it has just ended
  }
}
