import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { InTurn } from './test/support/in-turn.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // For a machine that is busy with other things too; nothing is tested by how long it takes.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 20_000 } },
    // Tests start hundreds of threads and processes: each compiles TypeScript in a third of the time when it need not do so anew.
    env: {
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? path.resolve('node_modules/.cache/compiled'),
    },
    // Many tests wait for processes of their own: with a worker a core a small machine would be idle for a third of the time.
    maxWorkers: Math.max(3, availableParallelism()),
    sequence: { sequencer: InTurn },
  },
});
