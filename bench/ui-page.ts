import type { Page } from 'playwright-core';

// What is measured inside the page: functions here run in the browser.

/** Milliseconds since the page was asked for. */
export interface FirstPaint {
  /** Anything of the page is on screen (First Contentful Paint). */
  readonly fcp: number;
  /** The four figures at the top are on screen. */
  readonly figures: number;
  /** The whole page is: every chart and list of it. */
  readonly whole: number;
  /** Bytes of scripts and style sheets as sent, compressed. */
  readonly bundle: number;
}

declare global {
  interface Window {
    bench: {
      /** When the figures and the whole page were painted first. */
      figures?: number;
      whole?: number;
      /** When the click, key or release of the pointer that counts was handled. */
      begun?: number;
      change?: Promise<number>;
      /** When other figures were painted last. */
      last?: number;
      watch?: MutationObserver;
    };
  }
}

/** Prepares a page before its own scripts run: notes when the overview is on screen. */
export async function watchFirstPaint(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.bench = {};
    const after = (done: () => void): number =>
      requestAnimationFrame(() => requestAnimationFrame(() => done()));
    const seen = new MutationObserver(() => {
      const main = document.querySelector('main');
      if (window.bench.figures === undefined && main?.querySelector('strong') != null) {
        window.bench.figures = Number.NaN;
        after(() => {
          window.bench.figures = performance.now();
        });
      }
      // Four charts, and the last of the lists.
      if (main?.querySelector('ol li') == null || main.querySelectorAll('.uplot').length < 4) return;
      seen.disconnect();
      after(() => {
        window.bench.whole = performance.now();
      });
    });
    seen.observe(document, { childList: true, subtree: true });
  });
}

/** Reads what {@link watchFirstPaint} has noted, once all is there. */
export async function firstPaint(page: Page): Promise<FirstPaint> {
  await page.waitForFunction(() => (window.bench.whole ?? 0) > 0 && (window.bench.figures ?? 0) > 0);
  return page.evaluate(() => {
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    return {
      fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      figures: window.bench.figures ?? Number.NaN,
      whole: window.bench.whole ?? Number.NaN,
      bundle: resources
        .filter(({ name }) => /\.(js|css)$/.test(name))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    };
  });
}

/** So long after a change other figures would still belong to it. */
const QUIET_MS = 500;

/**
 * Does something and tells how many milliseconds pass from the event that it makes in the page to the frame that shows the
 * last of the other figures: nothing is marked as of before then, and no text changes within half a second after it.
 * @param event the event that counts: `click`, `pointerup`, `popstate` …
 */
export async function untilPainted(page: Page, event: string, act: () => Promise<unknown>): Promise<number> {
  await page.evaluate((name) => {
    window.bench ??= {};
    const { bench } = window;
    bench.watch?.disconnect();
    delete bench.begun;
    delete bench.last;
    window.addEventListener(
      name,
      () => {
        bench.begun = performance.now();
      },
      { capture: true, once: true },
    );
    const main = document.querySelector('main');
    const figures = (): string =>
      [...document.querySelectorAll('main section, main table, main p')].map((e) => e.textContent).join('|');
    let shown = figures();
    bench.change = new Promise((resolve) => {
      bench.watch = new MutationObserver(() => {
        if (main?.querySelector('[aria-busy="true"], [role="status"][aria-label="Loading"]') != null) return;
        const now = figures();
        if (now === shown) return;
        shown = now;
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            bench.last = performance.now();
            resolve(bench.last);
          }),
        );
      });
      bench.watch.observe(document, {
        childList: true,
        subtree: true,
        characterData: true,
        attributes: true,
        attributeFilter: ['aria-busy'],
      });
    });
  }, event);
  await act();
  await page.evaluate(() => window.bench.change);
  await page.waitForTimeout(QUIET_MS);
  return page.evaluate(() => (window.bench.last ?? Number.NaN) - (window.bench.begun ?? Number.NaN));
}

/** What scrolling was like. Milliseconds. */
export interface Scrolling {
  /** From each frame to the next, in order. */
  readonly frames: readonly number[];
  /** The longest time without a row at the middle of the table. */
  readonly blank: number;
  /** Rows that went by. */
  readonly rows: number;
}

/** Starts to note every frame; the function that it returns ends that. */
export async function watchScrolling(page: Page): Promise<() => Promise<Scrolling>> {
  const noted = await page.evaluateHandle(() => {
    const box = document.querySelector('main [aria-label] > table')?.parentElement;
    if (box == null) throw new Error('there is no table');
    const note = { frames: [] as number[], blank: 0, going: true, from: box.scrollTop, box };
    let last = performance.now();
    let shown = last;
    const frame = (now: number): void => {
      if (!note.going) return;
      note.frames.push(now - last);
      last = now;
      const { left, top, width, height } = box.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2)?.closest('tr[data-opens]');
      if (there != null) shown = now;
      note.blank = Math.max(note.blank, now - shown);
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    return note;
  });
  return async () => {
    const result = await noted.evaluate((note) => {
      note.going = false;
      return {
        frames: note.frames.slice(1),
        blank: note.blank,
        rows: Math.round(Math.abs(note.box.scrollTop - note.from) / 28),
      };
    });
    await noted.dispose();
    return result;
  };
}
