import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createLogger, type LogLevel } from '../../src/log/logger.ts';

/** A log and what was written to it. */
function logger(level: LogLevel = 'trace', pretty = false) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk.toString();
      done();
    },
  });
  const log = createLogger({ level, pretty, stream });
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
  };
}

test('a line is a JSON object with time, level and message', () => {
  const { log, lines } = logger();
  log.warn({ path: 'C:\\Logs\\a.log' }, 'not read');
  expect(lines()).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      path: 'C:\\Logs\\a.log',
      msg: 'not read',
    },
  ]);
});

test('the level leaves out what weighs less', () => {
  const { log, lines } = logger('warn');
  log.info('a');
  log.warn('b');
  log.error('c');
  expect(lines().map(({ msg }) => msg)).toEqual(['b', 'c']);
});

test('an error is written by its places, never by its message, however it is given', () => {
  const { log, text, lines } = logger();
  const error = Object.assign(new TypeError('CONTOSO\\robert\n    said this'), {
    code: 'EX',
    user: 'CONTOSO\\robert',
  });
  log.error(error);
  log.error(error, 'with words');
  log.error({ err: error });
  log.error({ err: error }, 'with words');
  log.child({ id: 'req-1' }).error(error);
  expect(text()).not.toMatch(/robert|said this/);
  expect(lines().map(({ msg }) => msg)).toEqual([
    'an error',
    'with words',
    'an error',
    'with words',
    'an error',
  ]);
  for (const { err } of lines()) {
    expect(err).toEqual({ type: 'TypeError', code: 'EX', at: expect.arrayContaining([expect.any(String)]) });
    expect(err.at[0]).toContain('logger.test.ts');
  }
});

test('for people it is plain text', () => {
  const { log, text } = logger('info', true);
  log.warn({ path: 'a.log' }, 'not read');
  expect(text()).toMatch(/WARN.*not read[\s\S]*path.*a\.log/);
});
