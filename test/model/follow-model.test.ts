import { rmSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { DecodeThread } from '../../src/ingest/decode-thread.ts';
import { temporaryFolder } from '../support/database.ts';
import { type Step, steps } from './actions.ts';
import { RecordWriter } from './lines.ts';
import { LogFolder } from './log-folder.ts';
import { Model } from './model.ts';
import { RealReader } from './reader.ts';

/** Sequences; `MODEL_RUNS` asks for more, `MODEL_SEED` for the same ones again. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 2_000);
const SEED = process.env['MODEL_SEED'];
/** Sequences that share a database: to make one takes longer than a sequence. */
const RUNS_PER_DATABASE = 100;

test(
  'whatever happens to the logs, every line that a read could see is in the database once',
  async () => {
    const root = temporaryFolder();
    const writer = new RecordWriter();
    let reader: RealReader | null = null;
    let run = 0;
    const thread = new DecodeThread();
    onTestFinished(async () => {
      await reader?.close();
      await thread.end();
    });
    const readerOfRun = async (): Promise<RealReader> => {
      if (reader !== null && run % RUNS_PER_DATABASE !== 0) return reader;
      await reader?.close();
      reader = new RealReader(path.join(root, `${run}.db`), thread);
      return reader;
    };
    const seed = SEED === undefined ? {} : { seed: Number(SEED) };
    const started = Date.now();
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const real = await readerOfRun();
        const folder = path.join(root, `run ${run++}`);
        try {
          await perform(sequence, folder, real, writer);
        } catch (error) {
          // What went wrong must not spoil the sequences by which the failing one is made shorter.
          reader = null;
          await real.close();
          throw error;
        } finally {
          rmSync(folder, { recursive: true, force: true });
          writer.forget();
        }
      }),
      { numRuns: RUNS, ...seed },
    );
    if (process.env['MODEL_RUNS'] !== undefined)
      console.info(`${run} sequences in ${(Date.now() - started) / 1000} s`);
  },
  60_000 + RUNS * 1_000,
);

async function perform(
  sequence: readonly Step[],
  folder: string,
  real: RealReader,
  writer: RecordWriter,
): Promise<void> {
  const find = writer.find.bind(writer);
  const model = new Model(find);
  const read = () => real.readAndCompare(folder, model, logs.visible(), find);
  const logs = new LogFolder(folder, writer, async () => {
    await read();
  });
  for (const step of sequence) {
    if (step.do === 'restart') await real.restart();
    else if (step.do !== 'read') await logs.act(step);
    if (step.read || step.do === 'read') await read();
  }
  await read();
  // Nothing has changed: nothing is new.
  expect(await read()).toEqual({ records: 0, rejected: 0 });
}
