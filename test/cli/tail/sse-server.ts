import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A connection to the live stream. */
export interface Connection {
  request: IncomingMessage;
  response: ServerResponse;
  send(event: string, data: unknown, id?: string): void;
}

/** A server whose live stream says what a test wants, at the moments that a test wants: no real one would. */
export async function sseServer(take: (connection: Connection, n: number) => void) {
  let connections = 0;
  const server = createServer((request, response) => {
    take(
      {
        request,
        response,
        send: (event, data, id) => {
          if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(
            `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`,
          );
        },
      },
      ++connections,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
