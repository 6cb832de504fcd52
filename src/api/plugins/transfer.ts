import { constants } from 'node:zlib';
import fastifyCompress from '@fastify/compress';
import fastifyEtag from '@fastify/etag';
import type { FastifyInstance } from 'fastify';

/**
 * Answers shorter: not at all when the client has the same answer already (`If-None-Match`), else compressed. Streams of
 * events go past this, they are never held back. No answer holds a secret beside text that a caller chose, so what its
 * length gives away is nothing (BREACH).
 */
export async function shortenAnswers(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async ({ method, headers }, reply) => {
    // `@fastify/etag` would answer 304 to anything: only what was read and is there can be unchanged.
    if ((method !== 'GET' && method !== 'HEAD') || reply.statusCode !== 200) delete headers['if-none-match'];
  });
  // Weak: the bytes differ with the compression.
  await app.register(fastifyEtag, { weak: true });
  await app.register(fastifyCompress, {
    // Nothing that is sent here is long enough to be compressed; a bomb would be.
    globalDecompression: false,
    encodings: ['br', 'gzip'],
    customTypes: /^application\/(?:(?:problem\+)?json|x-ndjson)|^text\/(?:csv|plain|html)/,
    // Speed counts: most who ask are near.
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  });
}
