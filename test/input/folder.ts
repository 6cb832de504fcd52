import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { InputProblem, LogInput } from '../../src/input/log-input.ts';
import { type FindOptions, findLogs } from '../../src/input/walk.ts';

/** A new folder for one test, gone after it. */
export async function tempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'mapiscope-input-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file, its folders too; returns its path. */
export async function put(folder: string, name: string, data: Buffer | string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, data);
  return path;
}

/** Everything that the walk finds, logs and problems apart. */
export async function walk(
  paths: string | string[],
  options?: FindOptions,
): Promise<{ logs: LogInput[]; problems: InputProblem[] }> {
  const logs: LogInput[] = [];
  const problems: InputProblem[] = [];
  for await (const found of findLogs([paths].flat(), options)) {
    if ('problem' in found) problems.push(found);
    else logs.push(found);
  }
  return { logs, problems };
}

/** The only log, or an error. */
export async function onlyLog(path: string): Promise<LogInput> {
  const { logs, problems } = await walk(path);
  const [log] = logs;
  if (log === undefined || logs.length > 1)
    throw new Error(`${logs.length} logs: ${JSON.stringify(problems)}`);
  return log;
}

/** What a log holds, and the failure that ended it, if one did. */
export async function read(log: LogInput, from?: number): Promise<{ bytes: Buffer; failure: unknown }> {
  const chunks: Buffer[] = [];
  let failure: unknown = null;
  try {
    for await (const chunk of await log.open(from)) {
      if (chunk.length === 0) throw new Error('an empty chunk');
      chunks.push(chunk);
    }
  } catch (error) {
    failure = error;
  }
  return { bytes: Buffer.concat(chunks), failure };
}

/** The text of a log that must be readable. */
export async function textOf(log: LogInput, from?: number): Promise<string> {
  const { bytes, failure } = await read(log, from);
  if (failure !== null) throw failure;
  return bytes.toString('utf8');
}

/** Lines that do not compress away to nothing. */
export function manyLines(count: number): string {
  let state = 1;
  let text = '';
  for (let line = 0; line < count; line += 1) {
    state = (state * 48271) % 2147483647;
    text += `2023-01-06T01:00:04.124Z,${line},${state.toString(36)}\r\n`;
  }
  return text;
}
