import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../test/e2e/chromium.ts';
import { databaseOf, logsOf } from './data.ts';
import { load, Serving } from './serving.ts';
import { firstPaint, untilPainted, watchFirstPaint, watchScrolling } from './ui-page.ts';

// What a person waits for in the real browser, over more than a million requests that people caused: until the overview is
// on screen, until other figures are after each change of the filters, and how smoothly a long list scrolls. Server and
// browser share the machine. The first run of everything is left out.
//
//   npm run bench:ui [-- RUNS [PART [DATABASE]]]
//
// PART is `open`, `scroll`, or a part of the name of a change, such as `overview`; all without it.

const RUNS = Number(process.argv[2] ?? 10);
const PART = process.argv[3] ?? '';
const DB =
  process.argv[4] === undefined
    ? databaseOf('ui.db', () => logsOf('ui', '--servers', '4', '--requests', '300000', '--noise', '10%'))
    : path.resolve(process.argv[4]);
/** What is aimed at: milliseconds, bytes. */
const AIM = { first: 1_000, change: 300, bundle: 300_000 };
const ROWS = 100_000;
const ROW_PX = 28;

const nowhere = mkdtempSync(path.join(tmpdir(), 'mapiscope-ui-'));
const server = await Serving.start(nowhere, DB, ['--min-free', '0']);
await Promise.race([
  server.answering(),
  sleep(60_000, undefined, { ref: false }).then(() => {
    throw new Error(`${DB} gives no answers: it may be of another version; delete it, and it is made anew`);
  }),
]);
const browser = await launchChromium();
let missed = 0;

const ask = async <T>(place: string): Promise<T> => (await (await fetch(server.url + place)).json()) as T;
const { totals } = await ask<{ totals: { requests: number; users: number } }>('/api/v1/overview');
console.log(`${totals.requests.toLocaleString('en')} requests of ${totals.users} people; load ${load()}\n`);
if (totals.requests < 1_000_000) console.log('fewer than a million: the aims are for a million');

function tell(name: string, times: readonly number[], aim: number | null): void {
  const sorted = times.slice(1).toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const isLate = aim !== null && median > aim;
  if (isLate) missed++;
  const ms = (value: number | undefined): string => `${value?.toFixed(0)} ms`.padStart(8);
  console.log(
    `${name.padEnd(44)} median ${ms(median)}, worst ${ms(sorted.at(-1))}, first ${ms(times[0])}${isLate ? `   over ${aim} ms` : ''}`,
  );
}

async function newPage(from: Browser): Promise<Page> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(60_000);
  return context.newPage();
}

async function openings(address: string): Promise<void> {
  const all = [];
  for (let i = 0; i <= RUNS; i++) {
    const page = await newPage(browser);
    await watchFirstPaint(page);
    await page.goto(server.url + address);
    all.push(await firstPaint(page));
    await page.context().close();
  }
  tell(
    `opened ${address}: first contentful paint`,
    all.map(({ fcp }) => fcp),
    AIM.first,
  );
  tell(
    `opened ${address}: main figures on screen`,
    all.map(({ figures }) => figures),
    AIM.first,
  );
  tell(
    `opened ${address}: all charts and lists`,
    all.map(({ whole }) => whole),
    null,
  );
  const bundle = all.at(-1)?.bundle ?? Number.NaN;
  if (bundle > AIM.bundle) missed++;
  console.log(`scripts and styles as sent for it: ${(bundle / 1000).toFixed(0)} kB\n`);
}

/** One way of changing what is looked at. */
interface Change {
  readonly name: string;
  /** The address that it begins at; a number makes each run another range, so that no answer is kept from before. */
  readonly from: (run: number) => string;
  /** What comes before the event that counts. */
  readonly before?: (page: Page) => Promise<void>;
  readonly event?: string;
  readonly act: (page: Page) => Promise<unknown>;
}

/** A range of the whole day, each run another by a second. */
const day = (run: number): string => `since=2026-03-04T00:00:${String(run).padStart(2, '0')}Z`;
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function drag(page: Page): Promise<void> {
  const box = await page.locator('main .u-over').first().boundingBox();
  if (box === null) throw new Error('there is no chart');
  await page.mouse.move(box.x + box.width * 0.3, box.y + 40);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, box.y + 40, { steps: 4 });
}

const preset = (name: string) => ({
  before: (page: Page) => button(page, /^Time range/).click(),
  act: (page: Page) => button(page, name).click(),
});
const changes: Change[] = [
  {
    name: 'overview: a server',
    from: (run) => `/?${day(run)}`,
    act: (page) =>
      page
        .getByRole('figure', { name: /^Servers/ })
        .getByRole('button', { name: 'EXCH02' })
        .click(),
  },
  {
    name: 'overview: the server taken off',
    from: (run) => `/?${day(run)}&server=EXCH02`,
    act: (page) => button(page, /^Remove the filter server/).click(),
  },
  {
    name: 'overview: a user',
    from: (run) => `/?${day(run)}`,
    act: (page) => page.getByRole('list', { name: 'Users' }).getByRole('button').first().click(),
  },
  {
    name: 'overview: a failure class',
    from: (run) => `/?${day(run)}`,
    act: (page) =>
      page.getByRole('figure', { name: 'Failures by class' }).locator('li button').first().click(),
  },
  {
    name: 'overview: only Execute (facet)',
    from: (run) => `/?${day(run)}`,
    before: async (page) => {
      await button(page, 'Add a filter').click();
      await button(page, 'request type').click();
      await button(page, /^Execute/).waitFor();
    },
    act: (page) => button(page, /^Execute/).click(),
  },
  {
    name: 'overview: noise shown',
    from: (run) => `/?${day(run)}`,
    act: (page) => page.getByRole('switch', { name: /noise/i }).click(),
  },
  { name: 'overview: last hour', from: (run) => `/?${day(run)}`, ...preset('Last hour') },
  {
    name: 'overview: all time',
    from: (run) => `/?since=2026-03-04T10:00:${String(run).padStart(2, '0')}Z`,
    ...preset('All time'),
  },
  {
    name: 'overview: chart zoom',
    from: (run) => `/?${day(run)}`,
    before: drag,
    event: 'mouseup',
    act: (page) => page.mouse.up(),
  },
  {
    name: 'failures: a server',
    from: (run) => `/failures?${day(run)}`,
    act: (page) => page.getByRole('list', { name: 'Servers' }).getByRole('button').first().click(),
  },
  {
    name: 'users: last hour',
    from: (run) => `/users?${day(run)}`,
    ...preset('Last hour'),
  },
  {
    name: 'sessions: last hour',
    from: (run) => `/sessions?${day(run)}&until=2026-03-04T20:00:00Z`,
    ...preset('Last hour'),
  },
  {
    name: 'requests: last hour',
    from: (run) => `/requests?${day(run)}&until=2026-03-04T20:00:00Z`,
    ...preset('Last hour'),
  },
  {
    name: 'reconnects: last hour',
    from: (run) => `/reconnects?${day(run)}`,
    ...preset('Last hour'),
  },
];

async function measureChanges(): Promise<void> {
  for (const { name, from, before, event = 'click', act } of changes) {
    if (!name.includes(PART)) continue;
    const page = await newPage(browser);
    const times = [];
    for (let i = 0; i <= RUNS; i++) {
      await page.goto(server.url + from(i));
      await page.locator('main strong, main tr[data-opens], main ol li').first().waitFor();
      await page.waitForLoadState('networkidle');
      await before?.(page);
      times.push(await untilPainted(page, event, () => act(page)));
    }
    tell(name, times, AIM.change);
    await page.context().close();
  }
}

/** Rows that the list of requests has got so far. */
const rowsOf = (page: Page): Promise<number> =>
  page.evaluate((px) => {
    const box = document.querySelector('main [aria-label] > table')?.parentElement;
    return Math.round((box?.scrollHeight ?? 0) / px) - 1;
  }, ROW_PX);

async function measureScrolling(): Promise<void> {
  const page = await newPage(browser);
  await page.goto(`${server.url}/requests?since=all`);
  const first = page.locator('tr[data-opens]').first();
  await first.waitFor();
  const box = await page.locator('main [aria-label] > table').locator('..').boundingBox();
  if (box === null) throw new Error('there is no table');
  const session = await page.context().newCDPSession(page);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  /** Turns the wheel for some pixels at so many a second. */
  const wheel = async (px: number, speed: number): Promise<void> => {
    await session.send('Input.synthesizeScrollGesture', {
      ...middle,
      yDistance: -px,
      speed,
      gestureSourceType: 'mouse',
    });
  };
  const told = async (name: string, act: () => Promise<unknown>): Promise<void> => {
    const end = await watchScrolling(page);
    await act();
    const { frames, blank, rows } = await end();
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share: number): string =>
      `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1)}`;
    const dropped = frames.reduce((sum, ms) => sum + Math.max(0, Math.round(ms / (1000 / 60)) - 1), 0);
    console.log(
      `${name.padEnd(44)} ${rows} rows, ${frames.length} frames: p50 ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)} ms; ` +
        `${dropped} dropped; without rows for ${blank.toFixed(0)} ms at most`,
    );
  };

  const started = performance.now();
  await told(`to the end again and again, to ${ROWS} rows`, async () => {
    for (;;) {
      const rows = await rowsOf(page);
      if (rows >= ROWS) return;
      await page.keyboard.press('End');
      await page
        .locator('main [aria-label] > table')
        .focus({ timeout: 1 })
        .catch(() => undefined);
      await page.waitForFunction(
        ([px, before]) => {
          const table = document.querySelector('main [aria-label] > table')?.parentElement;
          table?.scrollTo(0, table.scrollHeight);
          return Math.round((table?.scrollHeight ?? 0) / px) - 1 > before;
        },
        [ROW_PX, rows] as const,
      );
    }
  });
  console.log(`${await rowsOf(page)} rows after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  await told('wheel up, 100 rows a second', () => wheel(-14_000, 2_800));
  await told('wheel up, 1,000 rows a second', () => wheel(-140_000, 28_000));
  await told('wheel up, 5,000 rows a second', () => wheel(-700_000, 140_000));
  await told('the scroll bar dragged over all of them', async () => {
    await page.evaluate(async () => {
      const table = document.querySelector('main [aria-label] > table')?.parentElement;
      for (let i = 0; i <= 300; i++) {
        table?.scrollTo(0, (table.scrollHeight * i) / 300);
        await new Promise(requestAnimationFrame);
      }
    });
  });
  const heap = await session.send('Runtime.getHeapUsage');
  console.log(`memory of the scripts with all rows: ${(heap.usedSize / 1e6).toFixed(0)} MB\n`);
  await page.context().close();
}

function bundle(): void {
  const folder = path.resolve('dist/web');
  const html = readFileSync(path.join(folder, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, file]) => String(file));
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(folder + file)).length, 0);
  console.log(
    `initial bundle (what index.html names), gzip: ${(size / 1000).toFixed(0)} kB in ${files.length} files`,
  );
}

bundle();
if ('open'.includes(PART)) {
  await openings('/');
  await openings('/?since=all');
}
await measureChanges();
console.log(`load ${load()}\n`);
if ('scroll'.includes(PART)) await measureScrolling();
await browser.close();
await server.stop();
rmSync(nowhere, { recursive: true });
if (missed > 0) {
  console.log(`${missed} missed what is aimed at`);
  process.exitCode = 1;
}
