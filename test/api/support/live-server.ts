import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { FastifyBaseLogger } from 'fastify';
import { expect, onTestFinished, vi } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import type { LiveOptions } from '../../../src/api/live/live-feed.ts';
import type { FamilyId } from '../../../src/formats/family.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { openForReading, openForWriting } from '../../../src/store/sqlite/database.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { temporaryFolder } from '../../support/database.ts';
import { columnsOf, crlf, log, row, type Values } from '../../support/logs.ts';
import { calmDoor } from './app.ts';

const FILES = { http_proxy: 'HttpProxy_2026030409-1.LOG', mapi_http: 'MapiHttp_2026030409-1.LOG' };
export const WAIT = { timeout: 45_000, interval: 10 };

/** A folder of logs that grows. */
export function growingLogs() {
  const folder = temporaryFolder();
  const write = (family: keyof typeof FILES & FamilyId, ...rows: Values[]): void => {
    const file = path.join(folder, FILES[family]);
    mkdirSync(folder, { recursive: true });
    if (!existsSync(file)) writeFileSync(file, log(family, rows));
    else appendFileSync(file, crlf(rows.map((values) => row(columnsOf(family), values))));
  };
  return { folder, write };
}

/** A serving mapiscope that follows a folder: its own ingest thread, a real socket. */
export async function serving(
  folder: string,
  file: string,
  liveOptions: LiveOptions = {},
  log?: FastifyBaseLogger,
  attach: (ingest: BackgroundIngest) => void = () => undefined,
) {
  openForWriting(file).close();
  const db = openForReading(file);
  const ingest = new BackgroundIngest();
  const reader = new Reader(db);
  const queries = vi.spyOn(reader, 'requestsById');
  const app = await buildApp(
    { reader, ingest, version: '0.0.0', hosts: ['127.0.0.1'], liveOptions, door: calmDoor() },
    log === undefined ? {} : { loggerInstance: log },
  );
  attach(ingest);
  let highest = reader.lastRequestId();
  ingest.on('stored', ({ requests }) => {
    highest = Math.max(highest, ...requests);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  ingest.start({ file, paths: [folder], lineLimit: 1024 * 1024, minFree: 0 });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await app.close();
    await ingest.stop();
    db.close();
  };
  onTestFinished(stop, 60_000);
  /** The value of a metric that has no labels. */
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
  };
  /** Waits until so many requests are stored, and the server knows. */
  const stored = (count: number) =>
    vi.waitFor(() => {
      expect(reader.totals().requests).toBe(count);
      expect(highest).toBe(count);
    }, WAIT);
  return { app, db, url, ingest, reader, queries, stop, stored, metric };
}

/** A database that is not there yet. */
export const newDatabase = (): string => path.join(temporaryFolder(), 'x.db');

/** A client of the live stream that keeps what it gets. */
export async function listen(url: string, query = '', lastEventId?: string) {
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const response = await fetch(`${url}/api/v1/live${query}`, {
    headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
    signal: stop.signal,
  });
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (text) => comments.push(text),
  });
  const ended = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }));
  })().catch(() => undefined);
  const of = (type: string) => events.filter(({ event }) => event === type);
  const rows = () => of('request').map(({ data }) => JSON.parse(data) as Record<string, unknown>);
  const sequences = () => rows().map(({ sequence }) => sequence);
  const sees = (expected: unknown[]) => vi.waitFor(() => expect(sequences()).toEqual(expected), WAIT);
  const has = (type: string) => vi.waitFor(() => expect(of(type).length).toBeGreaterThan(0), WAIT);
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(0), WAIT);
  return { response, events, comments, of, rows, sequences, sees, has, ended, stop: () => stop.abort() };
}
