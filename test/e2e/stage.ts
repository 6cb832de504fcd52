import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchChromium } from './chromium.ts';
import { allRead, type Program, serve } from './program.ts';
import { newUi, type Ui } from './ui.ts';

/** What the tests of one file share: a browser, and a program that has read some logs. */
export interface Stage {
  /** Where it serves. */
  readonly url: string;
  /** A new window of the browser, for another program where its address is given; it is closed after the test. */
  readonly newUi: (options?: BrowserContextOptions, at?: string) => Promise<Ui>;
  /** What the API answers. */
  readonly ask: <T>(path: string) => Promise<T>;
}

/**
 * Sets the stage before the first test of a file, and clears it after the last.
 * @param prepare writes logs into a folder of its own, if there is need for some; gives the paths to watch
 * @param then what happens when all of that was read
 */
export function stage(
  name: string,
  prepare: (folder: string) => readonly string[],
  then: () => void = () => undefined,
): Stage {
  const folder = mkdtempSync(join(tmpdir(), `mapiscope-${name}-`));
  let browser: Browser | undefined;
  let program: Program | undefined;
  const windows: Ui[] = [];
  const url = (): string => {
    if (program === undefined) throw new Error('the stage is not set yet');
    return program.url;
  };

  beforeAll(async () => {
    browser = await launchChromium();
    const watched = prepare(folder).flatMap((path) => ['--watch', path]);
    program = await serve([
      ...['--db', join(folder, 'stage.db'), '--queries', join(folder, 'queries.json')],
      ...watched,
      ...['--port', '0'],
    ]);
    await allRead(program);
    then();
  }, 300_000);

  afterEach(async () => {
    for (const ui of windows.splice(0)) await ui.close();
  });

  afterAll(async () => {
    await browser?.close();
    await program?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    get url() {
      return url();
    },
    newUi: async (options, at = url()) => {
      if (browser === undefined) throw new Error('the stage is not set yet');
      const ui = await newUi(browser, at, options);
      windows.push(ui);
      return ui;
    },
    ask: async <T>(path: string) => {
      const response = await fetch(url() + path);
      expect(response.status, path).toBe(200);
      return (await response.json()) as T;
    },
  };
}
