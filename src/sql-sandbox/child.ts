import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNNER = fileURLToPath(new URL(`./runner${path.extname(import.meta.url)}`, import.meta.url));

/**
 * Starts a process that runs one query and ends. It takes a moment until it says `ready`; a query that is sent before that
 * waits.
 */
export function startChild(): ChildProcess {
  return fork(RUNNER, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--max-old-space-size=256'],
  });
}
