import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../e2e/program.ts';

const built = join(projectRoot, 'dist', 'web');
const html = readFileSync(join(built, 'index.html'), 'utf8');

/** What a browser asks for before it shows the first page: what the HTML names. */
const first = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');

describe('the built UI', () => {
  it('loads at most 300 kB, compressed, before its first page', () => {
    expect(first.some((path) => path.endsWith('.js'))).toBe(true);
    const bytes = first.reduce((sum, path) => sum + gzipSync(readFileSync(join(built, path))).length, 0);
    expect(bytes).toBeLessThanOrEqual(300 * 1024);
  });

  it('has no inline script and no inline style', () => {
    expect(html).not.toMatch(/<style|<script(?![^>]*\ssrc=)|\son\w+=|\sstyle=/i);
  });

  it('has no code of the schema library: the schemas are types to it', () => {
    const scripts = readdirSync(join(built, 'assets')).filter((name) => name.endsWith('.js'));
    for (const name of scripts) {
      expect(readFileSync(join(built, 'assets', name), 'utf8'), name).not.toMatch(/~kind|x-guard/);
    }
  });
});
