import type { FastifyInstance } from 'fastify';

/**
 * Closes the app: what is being answered gets this long to come to its end, then its connection is cut.
 * @param patienceMs milliseconds
 */
export async function closeWithin(app: FastifyInstance, patienceMs: number): Promise<void> {
  const late = setTimeout(() => app.server.closeAllConnections(), patienceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(late);
  }
}
