import { spawnSync } from 'node:child_process';

let deathSignalSupported: boolean | undefined;

/**
 * What to spawn so that `command` gets `signal` when this process dies. Where util-linux has setpriv the kernel sees to
 * it, even when this process is killed; elsewhere the command stays as it is.
 */
export function boundToParent(command: string, args: readonly string[], signal: NodeJS.Signals) {
  deathSignalSupported ??=
    process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig', 'TERM', 'true']).status === 0;
  if (!deathSignalSupported) return { command, args: [...args] };
  return { command: 'setpriv', args: ['--pdeathsig', signal.replace('SIG', ''), command, ...args] };
}
