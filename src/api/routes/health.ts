import { statfs } from 'node:fs/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { RouteContext } from '../app.ts';
import { Problem } from '../problems.ts';
import { answersOf } from '../routing.ts';
import { Health, Ready } from '../schemas/operations.ts';
import type { TypedApp } from '../typed-app.ts';

/** Free space of the disk on which a folder lies, bytes; null when the system does not say. */
async function freeBytes(folder: string, log: FastifyBaseLogger): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    log.warn({ err: error }, 'the free space of the disk is not known');
    return null;
  }
}

/** `/healthz` (is the process alive) and `/readyz` (can it answer, and does it read), for monitors and load balancers. */
export function healthRoutes(app: TypedApp, { reader, ingest, disk }: RouteContext): void {
  const healthz = {
    tags: ['operation'],
    summary: 'Whether the process is alive',
    response: answersOf(Health),
  };
  app.get('/healthz', { schema: healthz, config: { scope: 'none' } }, async () => ({
    status: 'ok' as const,
  }));

  const readyz = {
    tags: ['operation'],
    summary: 'Whether it can answer, and reads',
    response: answersOf(Ready, ['not_ready']),
  };
  app.get('/readyz', { schema: readyz }, async ({ log }) => {
    const { state, error, behind } = ingest.status;
    const free = disk === undefined ? null : await freeBytes(disk.folder, log);
    const figures = {
      ingest: state,
      ingest_lag_bytes: behind.bytes,
      ingest_lag_seconds: behind.seconds,
      database: 'ok' as 'ok' | 'unreadable',
      disk_free_bytes: free,
    };
    try {
      reader.lastRequestId();
    } catch (failure) {
      log.warn({ err: failure }, 'the database can not be read');
      const members = { ...figures, database: 'unreadable' };
      throw new Problem('not_ready', `the database can't be read: ${(failure as Error).message}`, members);
    }
    if (state === 'failed') throw new Problem('not_ready', `reading the logs failed: ${error}`, figures);
    if (free !== null && disk !== undefined && state !== 'idle' && free < disk.minFree) {
      const detail = `the disk of the database has ${free} free bytes; below ${disk.minFree} reading pauses`;
      throw new Problem('not_ready', detail, figures);
    }
    return { status: 'ready' as const, ...figures };
  });
}
