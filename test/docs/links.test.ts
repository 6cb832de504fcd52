import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { anchorOf, lines, pages, ROOT, textOf } from './markdown.ts';

/** Targets of the links in a page that lead to a file of the project, or within the page. */
function relativeLinks(text: string): string[] {
  const prose = [...lines(text)]
    .filter(({ isCode }) => !isCode)
    .map(({ line }) => line.replace(/`[^`]*`/g, ''));
  return prose
    .flatMap((line) => [...line.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target))
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a page: those of its headings. */
const anchorsOf = (text: string): string[] =>
  [...lines(text)].flatMap(({ line, isCode }) => {
    const heading = isCode ? undefined : /^#{1,6} (.*)$/.exec(line)?.[1];
    return heading === undefined ? [] : [anchorOf(heading)];
  });

test.each(pages())('links of %s lead somewhere', (page) => {
  for (const link of relativeLinks(textOf(page))) {
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? page : path.posix.join(path.posix.dirname(page), decodeURI(file));
    expect(existsSync(path.join(ROOT, target)), `${page} links to ${link}`).toBe(true);
    if (anchor !== undefined && target.endsWith('.md')) {
      expect(anchorsOf(textOf(target)), `${page} links to ${link}`).toContain(anchor);
    }
  }
});
