import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openForWriting } from '../../src/store/sqlite/database.ts';
import { servedFor } from '../api/support/app.ts';
import { launchChromium } from './chromium.ts';

let browser: Browser;
let url: string;

beforeAll(async () => {
  browser = await launchChromium();
  const { app } = await servedFor(openForWriting(':memory:'), { hosts: ['127.0.0.1'] });
  await app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(() => browser.close());

test('/docs shows every route and asks one, within its own machine and the policy of the page', async () => {
  const page = await browser.newPage();
  const wrong: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  const response = await page.goto(`${url}/docs`);
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
  await page.getByText('Requests, newest first', { exact: true }).click();
  await page.getByRole('button', { name: 'Try it out' }).first().click();
  await page.getByRole('button', { name: 'Execute' }).first().click();
  await page.getByText('"next_cursor": null').first().waitFor();
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
  const shown = await page.locator('.opblock-summary-path').allInnerTexts();
  const bare = shown.map((path) => path.replaceAll('\u200b', ''));
  expect([...new Set(bare)].sort()).toEqual(Object.keys(document.paths).sort());
  expect(asked.filter((one) => !one.startsWith(url) && !one.startsWith('data:'))).toEqual([]);
  expect(wrong).toEqual([]);
  if (process.env['DOCS_SCREENSHOT'] !== undefined)
    await page.screenshot({ path: process.env['DOCS_SCREENSHOT'], fullPage: true });
}, 120_000);
