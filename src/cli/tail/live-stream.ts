import { setTimeout as sleep } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { CliError } from '../errors.ts';
import { printable } from '../text.ts';
import { objectOf } from './row.ts';

/** What the live stream of a server says, and how the connection to it stands. */
export type LiveItem =
  | { type: 'event'; event: string; data: string }
  /** The connection is lost; it is tried again after `retryMs`. */
  | { type: 'lost'; reason: string; retryMs: number };

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
/** Longest event in characters: longer than any request; a server that is none of ours must not fill the memory. */
const LONGEST_EVENT = 32 * 1024 * 1024;

/** An answer that no further try will change. */
class Refused extends CliError {}

/**
 * Follows the live stream until the signal aborts. A connection that was there and is lost is made anew, after longer and
 * longer pauses, and goes on behind the last event that was taken.
 * @throws CliError when the first connection can't be made, or the server refuses
 */
export async function* liveEvents(url: URL, signal: AbortSignal, token?: string): AsyncGenerator<LiveItem> {
  let lastId: string | undefined;
  let firstRetryMs = FIRST_RETRY_MS;
  let connected = false;
  let failures = 0;
  while (!signal.aborted) {
    let reason = 'the server closed the connection';
    try {
      const response = await connect(url, lastId, signal, token);
      connected = true;
      const messages = messagesOf(response, (ms) => {
        firstRetryMs = ms;
      });
      for await (const { event = 'message', id, data } of messages) {
        failures = 0;
        yield { type: 'event', event, data };
        // Only now: what was not taken is to be sent again.
        if (id !== undefined) lastId = id;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused || !connected) throw error;
      reason = reasonOf(error);
    }
    if (signal.aborted) return;
    const retryMs = Math.min(LONGEST_RETRY_MS, firstRetryMs * 2 ** failures++);
    yield { type: 'lost', reason, retryMs };
    await sleep(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function connect(
  url: URL,
  lastId: string | undefined,
  signal: AbortSignal,
  token: string | undefined,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, {
      signal,
      headers: {
        accept: 'text/event-stream',
        ...(token === undefined || token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
    });
  } catch (error) {
    throw new CliError(
      `no mapiscope answers at ${url.origin} (${reasonOf(error)}): start it with "mapiscope serve", or give its address with --url`,
    );
  }
  const type = response.headers.get('content-type') ?? '';
  if (response.ok && type.startsWith('text/event-stream')) return response;
  const said = detailOf(await response.text().catch(() => ''));
  const what = `${url.origin} answers ${response.status}${said === null ? '' : `: ${printable(said)}`}`;
  if (response.status >= 500 || response.status === 429) throw new CliError(what);
  throw new Refused(
    response.ok || response.status === 404
      ? `${what}; that is no mapiscope with a live stream: check --url`
      : what,
  );
}

async function* messagesOf(
  response: Response,
  onRetry: (ms: number) => void,
): AsyncGenerator<EventSourceMessage> {
  const decoder = new TextDecoder();
  const messages: EventSourceMessage[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: (message) => messages.push(message),
    onRetry,
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw error;
    },
  });
  // Where nothing comes, not even the server's signs of life, fetch gives up after five minutes by itself.
  for await (const chunk of response.body ?? []) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* messages.splice(0);
  }
}

/** Why a fetch failed: the system's code where there is one. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const { code } = cause as NodeJS.ErrnoException;
  return code ?? cause.message;
}

/** What problem details (RFC 9457) say. */
function detailOf(body: string): string | null {
  const problem = objectOf(body);
  const said = problem?.['detail'] ?? problem?.['title'];
  return typeof said === 'string' ? said : null;
}
