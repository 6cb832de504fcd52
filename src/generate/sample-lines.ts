import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** A line of a sample, with the place where a reader finds it. */
export interface SampleLine {
  /** Path below the sample's folder, with forward slashes. */
  file: string;
  /** From 1, as editors count. */
  line: number;
  text: string;
}

/** All lines of all logs below a folder, files in the order of their paths. */
export function readSample(folder: string): SampleLine[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => name.endsWith('.LOG'))
    .sort()
    .flatMap((file) =>
      readFileSync(path.join(folder, file), 'utf8')
        .split('\r\n')
        .map((text, index) => ({ file, line: index + 1, text })),
    );
}

/** The first line with all of these texts. */
export function lineWith(lines: readonly SampleLine[], ...texts: string[]): SampleLine {
  const found = lines.find(({ text }) => texts.every((part) => text.includes(part)));
  if (found === undefined) throw new Error(`no line with ${texts.join(' and ')}`);
  return found;
}

/** Rows of a Markdown table: where to look, what is to be seen there. */
export function evidence(
  rows: readonly (readonly [SampleLine | Omit<SampleLine, 'text'>, string])[],
): string {
  const body = rows.map(([{ file, line }, what]) => `| \`${file}\` | ${line} | ${what} |`);
  return ['| file | line | what it shows |', '|---|---|---|', ...body].join('\n');
}
