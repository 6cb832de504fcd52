import path from 'node:path';
import { type ResourceLimits, Worker, type WorkerOptions } from 'node:worker_threads';

/**
 * How much a thread of the pipeline may have on its heap: several times what it needs, and low enough that it does not let
 * garbage pile up where the machine has much memory.
 */
const threadLimits: ResourceLimits = { maxOldGenerationSizeMb: 1_024 };

/** Starts a thread of this room. @param name of its file, without the ending */
export function startThread(name: string, options: WorkerOptions = {}): Worker {
  // The same file is TypeScript in a checkout's tests and JavaScript when built.
  const file = new URL(`./${name}${path.extname(import.meta.url)}`, import.meta.url);
  return new Worker(file, { resourceLimits: threadLimits, ...options });
}
