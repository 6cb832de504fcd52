import path from 'node:path';
import { onTestFinished } from 'vitest';
import { buildApp } from '../../../src/api/app.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { ingest } from '../../../src/ingest/ingest.ts';
import { createLogger } from '../../../src/log/logger.ts';
import { openForReading, openForWriting } from '../../../src/store/sqlite/database.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { temporaryFolder } from '../../support/database.ts';
import { calmDoor } from './app.ts';

export interface SqlServer {
  /** Where it answers. */
  url: string;
  folder: string;
  file: string;
  queriesFile: string;
  /** Lines of its log so far. */
  log: Record<string, unknown>[];
  /** Posts JSON. */
  post(route: string, body: unknown, signal?: AbortSignal): Promise<Response>;
}

/** A server over a database in a folder of its own, with the samples in it if wished. */
export async function sqlServer({ samples = false } = {}): Promise<SqlServer> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'x.db');
  const writer = openForWriting(file);
  if (samples) await ingest(writer, [path.resolve('samples')]);
  writer.close();
  const log: Record<string, unknown>[] = [];
  const stream = { write: (line: string) => void log.push(JSON.parse(line)) };
  const db = openForReading(file);
  const queriesFile = path.join(folder, 'own', 'queries.json');
  const app = await buildApp(
    {
      reader: new Reader(db),
      ingest: new BackgroundIngest(),
      version: '0.0.0',
      hosts: ['127.0.0.1'],
      door: calmDoor(),
      queriesFile,
    },
    { loggerInstance: createLogger({ level: 'info', stream }) },
  );
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    await app.close();
    db.close();
  });
  const post = (route: string, body: unknown, signal?: AbortSignal) =>
    fetch(`${url}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal === undefined ? {} : { signal }),
    });
  return { url, folder, file, queriesFile, log, post };
}
