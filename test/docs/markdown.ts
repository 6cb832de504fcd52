import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the project. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Text of a file of the project. */
export const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

/** Every page: all of `docs/`, and the README where there is one. */
export function pages(): string[] {
  const found = globSync('docs/**/*.md', { cwd: ROOT }).map((file) => file.replaceAll('\\', '/'));
  return existsSync(path.join(ROOT, 'README.md')) ? [...found.sort(), 'README.md'] : found.sort();
}

/** A part of a page, from a heading of this level to the next one of the same or a higher level. */
export interface Section {
  heading: string;
  text: string;
}

/** The sections of a page that begin with a heading of this level. */
export function sections(text: string, level: number): Section[] {
  const found: Section[] = [];
  let current: Section | null = null;
  for (const { line, isCode } of lines(text)) {
    const marks = isCode ? undefined : /^(#{1,6}) /.exec(line)?.[1];
    if (marks !== undefined && marks.length <= level) {
      current = marks.length === level ? { heading: line.slice(level + 1).trim(), text: '' } : null;
      if (current !== null) found.push(current);
    } else if (current !== null) current.text += `${line}\n`;
  }
  return found;
}

/** The lines of a page, and whether they stand in a fenced block. */
export function* lines(text: string): Generator<{ line: string; isCode: boolean }> {
  let isCode = false;
  for (const line of text.split(/\r?\n/)) {
    const isFence = line.startsWith('```');
    yield { line, isCode: isCode || isFence };
    if (isFence) isCode = !isCode;
  }
}

/** A fenced block and the one that follows it. */
export interface Block {
  language: string;
  code: string;
}

/** The fenced blocks of a page, in order. */
export function blocks(text: string): Block[] {
  return [...text.matchAll(/^```(\w*)\r?\n([\s\S]*?)^```/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

/** Cells of the first table of a text whose head begins with this column, without the head. */
export function table(text: string, firstColumn: string): string[][] {
  const rows = text.split(/\r?\n/);
  const head = rows.findIndex((line) => line.startsWith(`| ${firstColumn} |`));
  if (head < 0) return [];
  const end = rows.findIndex((line, i) => i > head && !line.startsWith('|'));
  return rows.slice(head + 2, end < 0 ? undefined : end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What a text says in code marks: `like this`. */
export const codes = (text: string): string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The anchor that a heading gets. */
export const anchorOf = (heading: string): string =>
  heading
    .replaceAll('`', '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
