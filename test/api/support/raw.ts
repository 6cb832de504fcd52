import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The port on which an app listens. */
export function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('the app does not listen');
  return address.port;
}

/**
 * Sends bytes as they stand to 127.0.0.1: HTTP clients tidy a request up before they send it.
 * @returns all that was answered until the server closed the connection
 */
export function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket
      .setEncoding('latin1')
      .on('data', (chunk: string) => {
        answer += chunk;
      })
      .on('close', () => resolve(answer))
      .on('error', (error: NodeJS.ErrnoException) => {
        // A server that has said no need not read on.
        if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
      });
  });
}
