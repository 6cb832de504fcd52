import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { TOO_MUCH_MEMORY, type Watched } from './protocol.ts';

// A thread beside the query, in the same process: SQLite holds the other one until it is done. It ends the process when
// that takes too much memory (SQLite's own limits are compiled out of the library), when the deadline has passed without
// its parent having killed it, and when there is no parent any more.

const LOOK_MS = 10;
/** Looking for the parent is a system call of its own. */
const PARENT_EVERY = 50;
/** The parent kills at the deadline; this is for one that is gone or stuck. */
const GRACE_MS = 100;

const { memory } = workerData as Watched;
const parent = process.ppid;
let deadline = Number.POSITIVE_INFINITY;
let looks = 0;

const end = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

parentPort?.on('message', (timeoutMs: number) => {
  deadline = performance.now() + timeoutMs + GRACE_MS;
});

setInterval(() => {
  looks++;
  if (process.memoryUsage.rss() > memory) {
    try {
      writeSync(2, TOO_MUCH_MEMORY);
    } finally {
      end();
    }
  }
  if (performance.now() > deadline) end();
  if (looks % PARENT_EVERY === 0 && !isAlive(parent)) end();
}, LOOK_MS);
