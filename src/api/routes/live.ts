import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { RouteContext } from '../app.ts';
import type { LiveConnection } from '../live/live-client.ts';
import { type Position, parsePosition } from '../live/position.ts';
import { Problem } from '../problems.ts';
import { filterOf } from '../request-query.ts';
import { answersOf } from '../routing.ts';
import { filterParameters } from '../schemas/filter.ts';
import { parameters } from '../schemas/queries.ts';
import type { TypedApp } from '../typed-app.ts';

const Query = parameters({
  ...filterParameters,
  last_event_id: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Goes on behind the event with this id.' }),
  ),
});

/** The place behind which a client wants to go on. The header counts: a browser sends it when it connects again. */
function lastOf(header: string | string[] | undefined, parameter: string | undefined): Position | null {
  const text = header === undefined || header === '' ? parameter : String(header);
  if (text === undefined) return null;
  const position = parsePosition(text);
  if (position === null) throw new Problem('bad_request', 'last_event_id is not one that mapiscope gave');
  return position;
}

function connectionOf({ sse, raw }: FastifyReply): LiveConnection {
  return {
    send: (event) => {
      // A client that is gone is told of by `onClose`.
      sse.send(event).catch(() => undefined);
      return !raw.writableNeedDrain;
    },
    onDrain: (drained) => raw.on('drain', drained),
    onClose: (closed) => sse.onClose(closed),
    close: () => {
      // What a client does not take would hold up the end for ever.
      if (raw.writableNeedDrain) raw.destroy();
      else {
        const { socket } = raw;
        sse.close();
        socket?.destroySoon();
      }
    },
  };
}

const EVENTS = {
  description: 'The stream; it does not end by itself',
  content: { 'text/event-stream': { schema: Type.String() } },
};

/** `/api/v1/live`: requests as they are stored, as server-sent events. */
export function liveRoutes(app: TypedApp, { live, reader }: RouteContext): void {
  const options = {
    schema: {
      tags: ['live'],
      summary: 'Requests as they are stored, as server-sent events',
      querystring: Query,
      response: { ...answersOf(Type.String(), ['too_many_clients']), 200: EVENTS },
    },
    // Whatever a client says it accepts, there is only the stream. The rows are JSON already.
    sse: { kind: 'manual', serializer: (data: string) => data },
    exposeHeadRoute: false,
  } as const;
  app.get('/api/v1/live', options, async (request, reply) => {
    const { last_event_id: parameter, ...filters } = request.query;
    const last = lastOf(request.headers['last-event-id'], parameter);
    const anchors = { nowMs: Date.now(), latestMs: reader.latestMs() };
    const filter = filterOf(filters, anchors);
    reply.sse.keepAlive();
    live.connect(connectionOf(reply), filter, last);
  });
}
