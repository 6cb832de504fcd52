import path from 'node:path';
import type { InjectOptions } from 'fastify';
import { onTestFinished } from 'vitest';
import { TokenFile } from '../../../src/access/token-file.ts';
import { type AppContext, buildApp } from '../../../src/api/app.ts';
import { type Door, loopbackDoor, openDoor } from '../../../src/api/door.ts';
import { BackgroundIngest } from '../../../src/ingest/background.ts';
import { Reader } from '../../../src/store/sqlite/reader.ts';
import { memoryDatabase, temporaryFolder } from '../../support/database.ts';

type Options = NonNullable<Parameters<typeof buildApp>[1]>;

/** The tokens of a database that is not there. */
export const newTokens = (): TokenFile => new TokenFile(path.join(temporaryFolder(), 'x.db'));

/** An app over an empty database, closed with the test. */
export async function appBehind(door: Door, context: Partial<AppContext> = {}, options: Options = {}) {
  const db = memoryDatabase();
  const app = await buildApp(
    {
      reader: new Reader(db),
      ingest: new BackgroundIngest(),
      version: '0.0.0',
      hosts: ['localhost'],
      door,
      ...context,
    },
    options,
  );
  onTestFinished(async () => {
    await app.close();
    db.close();
  });
  /** The status and, of a problem, the code. */
  const ask = async (request: InjectOptions) => {
    const { statusCode, headers, body } = await app.inject({
      ...request,
      headers: { host: 'localhost', ...request.headers },
    });
    const isProblem = String(headers['content-type']).startsWith('application/problem+json');
    const code = isProblem ? (JSON.parse(body) as { code: string }).code : null;
    return { status: statusCode, code, headers, body };
  };
  return { app, db, ask };
}

/** An app on loopback, as `serve` makes it without options. */
export const loopbackApp = (door: Partial<Door> = {}, context: Partial<AppContext> = {}) =>
  appBehind({ ...loopbackDoor(), ...door }, context);

/** An app that asks for a token, and one token of each scope. */
export async function guardedApp(door: Partial<Door> = {}, context: Partial<AppContext> = {}) {
  const tokens = newTokens();
  const texts = {
    read: tokens.create('reader', 'read', null),
    sql: tokens.create('analyst', 'sql', null),
    admin: tokens.create('chief', 'admin', null),
  };
  return { ...(await appBehind({ ...openDoor(tokens), ...door }, context)), tokens, texts };
}
