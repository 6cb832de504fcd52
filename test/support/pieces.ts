import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/generate/random.ts';

/** A log: its path below a folder and all its bytes. */
export interface LogBytes {
  name: string;
  bytes: Buffer;
}

/** A part of a log that is written at once. */
export interface Piece extends LogBytes {
  at: number;
}

/**
 * Cuts logs into about so many pieces, at line ends and within lines, those of all logs mixed as they grow.
 * @param hourOf when a log begins to be written; each takes 1 from there
 */
export function cutLogs(
  logs: readonly LogBytes[],
  most: number,
  random: Random,
  hourOf: (name: string) => number,
): Piece[] {
  const total = logs.reduce((sum, { bytes }) => sum + Math.sqrt(bytes.length), 0);
  const pieces = logs.flatMap(({ name, bytes }) => {
    const wanted = Math.max(1, Math.round((most * Math.sqrt(bytes.length)) / total));
    const ends = Array.from({ length: wanted - 1 }, () => {
      const end = random.int(1, bytes.length - 1);
      return random.chance(0.5) ? end : bytes.indexOf('\n', end) + 1 || end;
    });
    const sorted = [...new Set([...ends, bytes.length])].sort((a, b) => a - b);
    const times = sorted.map(() => random.unit()).sort((a, b) => a - b);
    return sorted.map((end, i) => ({
      name,
      bytes: bytes.subarray(sorted[i - 1] ?? 0, end),
      at: hourOf(name) + (times[i] ?? 0),
    }));
  });
  return pieces.sort((a, b) => a.at - b.at);
}

/** Appends the pieces to their logs, one after the other. */
export async function writePieces(folder: string, pieces: readonly Piece[], pauseMs: number): Promise<void> {
  for (const { name, bytes } of pieces) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    appendFileSync(file, bytes);
    await sleep(pauseMs);
  }
}
