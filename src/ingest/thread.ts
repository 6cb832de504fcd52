import type { ResourceLimits } from 'node:worker_threads';

/**
 * How much a thread of the pipeline may have on its heap: several times what it needs, and low enough that it does not let
 * garbage pile up where the machine has much memory.
 */
export const threadLimits: ResourceLimits = { maxOldGenerationSizeMb: 1_024 };
