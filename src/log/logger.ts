import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface LoggerOptions {
  /** The least weight of what is written. */
  level: LogLevel;
  /** For people: colours and plain times in place of JSON. */
  pretty?: boolean;
  /** Where lines go in place of standard error. */
  stream?: DestinationStream;
}

/** The error as far as it may be written: its message may quote a log or a query, its places in the program do not. */
export function errorPlaces(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name: type } = error;
  const { code } = error as NodeJS.ErrnoException;
  const places = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type,
    ...(typeof code === 'string' ? { code } : {}),
    at: places.map((line) => line.trim().slice('at '.length)),
  };
}

/**
 * The log of the program about itself: JSON lines on standard error. Exchange's logs are personal, so nothing of them
 * gets here: no user, no User-Agent, no value of a query. Requests are written as their route, errors as their places.
 */
export function createLogger({ level, pretty: isPretty = false, stream }: LoggerOptions): Logger {
  const stderr = stream ?? pino.destination({ dest: 2, sync: false });
  const destination = isPretty
    ? pretty({ destination: stderr, colorize: stream === undefined, ignore: 'pid,hostname' })
    : stderr;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: errorPlaces,
        req: ({ method, routeOptions }) => ({ method, route: routeOptions?.url ?? null }),
        res: ({ statusCode }) => ({ status: statusCode }),
      },
      hooks: {
        // pino takes the message of an error for that of the line when there is no other.
        logMethod([first, ...rest], method) {
          const error: unknown =
            first instanceof Error ? first : (first as { err?: unknown } | undefined)?.err;
          if (error instanceof Error && typeof rest[0] !== 'string') {
            const bindings = first instanceof Error ? { err: first } : first;
            method.apply(this, [bindings, 'an error']);
          } else if (first instanceof Error)
            method.apply(this, [{ err: first }, ...rest] as Parameters<typeof method>);
          else method.apply(this, [first, ...rest] as Parameters<typeof method>);
        },
      },
    },
    destination,
  );
}
