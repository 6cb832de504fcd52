import { describe, expect, test } from 'vitest';
import { verdict } from '../../src/correlate/outcome.ts';
import type { BackPart, FrontPart } from '../../src/correlate/parts.ts';
import { UNNAMED, UNNAMED_FRONT } from '../support/parts.ts';

const part = {
  recordId: 1,
  atMs: 0,
  durationMs: 1,
  requestId: null,
  context: null,
  sequence: null,
  noise: null,
  ...UNNAMED,
};
const front = (changes: Partial<FrontPart>): FrontPart => ({
  ...part,
  side: 'front',
  httpStatus: 200,
  backEndStatus: 200,
  errorCode: null,
  authenticated: true,
  client: '',
  ...UNNAMED_FRONT,
  ...changes,
});
const back = (changes: Partial<BackPart>): BackPart => ({
  ...part,
  side: 'back',
  httpStatus: 200,
  responseCode: 0,
  statusCode: 0,
  ...changes,
});

describe('the outcome of a request', () => {
  test.each<[string, Partial<FrontPart> | null, Partial<BackPart> | null, string, string | null]>([
    ['all well', {}, {}, 'ok', null],
    ['HTTP 200 hides a lost context', {}, { responseCode: 10 }, 'failed', 'context_lost'],
    ['HTTP 200 hides a refused logon', {}, { statusCode: 1010 }, 'failed', 'logon'],
    ['a status as signed HRESULT', {}, { statusCode: -2147221231 }, 'failed', 'logon'],
    [
      'the client dropped the connection, as the front end saw it',
      { errorCode: 'ClientDisconnect' },
      null,
      'client_gone',
      null,
    ],
    ['the same by number', { errorCode: '4003' }, null, 'client_gone', null],
    ['the same as the back end saw it', {}, { responseCode: 14 }, 'client_gone', null],
    [
      'the back end is unreachable',
      { httpStatus: 503, errorCode: 'ConnectFailure', backEndStatus: null },
      null,
      'failed',
      'backend_unreachable',
    ],
    [
      'an unknown error name keeps its HTTP class',
      { httpStatus: 504, errorCode: 'BrandNew' },
      null,
      'failed',
      'backend_timeout',
    ],
    ['an unknown error with HTTP 200', { errorCode: 'BrandNew' }, null, 'failed', 'unknown'],
    ['refused by IIS', { httpStatus: 401 }, null, 'failed', 'authentication'],
    ['an unknown response code', {}, { responseCode: 99 }, 'failed', 'unknown'],
    ['back end alone', null, { responseCode: 18 }, 'failed', 'unavailable'],
    [
      'the back end knows more than the front end',
      { httpStatus: 500 },
      { responseCode: 15 },
      'failed',
      'sequence',
    ],
    ['nothing known', { httpStatus: null }, null, 'ok', null],
  ])('%s', (_, f, b, outcome, failureClass) => {
    expect(verdict(f && front(f), b && back(b), null)).toEqual({ outcome, failureClass });
  });
});
