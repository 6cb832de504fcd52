import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { type Connection, openForReading, openForWriting } from '../store/sqlite/database.ts';
import { troubleOfDatabase } from '../store/sqlite/problems.ts';

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 5_000;

/**
 * Makes sure that there is a database of the newest form, and opens it for reading. A full disk or a lock of another
 * program may pass, also when nobody is there to start the command again: it is said once and waited for.
 * @returns null when the command is asked to stop before that
 * @throws what does not pass by itself: another mapiscope, a database of another program
 */
export async function openWhenPossible(
  file: string,
  log: FastifyBaseLogger,
  stop: AbortSignal,
): Promise<Connection | null> {
  let said = '';
  for (let tries = 0; !stop.aborted; tries++) {
    try {
      const db = open(file);
      if (said !== '') log.info({ path: file, tries }, 'trouble is over');
      return db;
    } catch (error) {
      const { kind, message, advice } = troubleOfDatabase(error);
      if (kind !== 'disk_full' && kind !== 'database_locked') throw error;
      if (kind !== said) log.warn({ path: file, kind, problem: message, advice }, 'trouble');
      said = kind;
    }
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries);
    await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
  }
  return null;
}

function open(file: string): Connection {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  openForWriting(file).close();
  const db = openForReading(file);
  try {
    // The first reading makes a file beside the database, for which there has to be room.
    db.pragma('user_version');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
