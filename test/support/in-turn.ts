import path from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Takes from each folder of tests in turn, the longest file first (by what it took here last time, else by its size): browsers run
 * beside tests that wait, not beside each other, and what is left to the end is short.
 */
export class InTurn extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const taken = new Map<string, number>();
    const sorted = await super.sort(files);
    const turns = sorted.map((file) => {
      const folder = path.dirname(file.moduleId);
      const turn = taken.get(folder) ?? 0;
      taken.set(folder, turn + 1);
      return { file, turn };
    });
    return turns.sort((a, b) => a.turn - b.turn).map(({ file }) => file);
  }
}
