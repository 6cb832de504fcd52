import { describe, expect, it } from 'vitest';
import type { Evidence, RequestRow } from '../../web/src/api/types.ts';
import { tellingColumns } from '../../web/src/components/evidence/interesting.ts';
import { type Measured, spentParts } from '../../web/src/components/spent-parts.ts';
import { codesOf, tellingCode } from '../../web/src/format/request-code.ts';

const measured = (changes: Partial<Measured>): Measured => ({
  duration_ms: 100,
  client_stream_ms: 10,
  front_end_ms: 5,
  routing_ms: 5,
  backend_ms: 80,
  queue_ms: 20,
  ...changes,
});
const parts = (changes: Partial<Measured>) =>
  Object.fromEntries(spentParts(measured(changes)).map(({ key, ms }) => [key, ms]));

describe('where the time of a request went', () => {
  it('adds up, with the back end taken apart into its queue and itself', () => {
    expect(parts({})).toEqual({
      client_stream_ms: 10,
      front_end_ms: 5,
      routing_ms: 5,
      queue_ms: 20,
      backend_ms: 60,
    });
  });

  it('takes nothing apart by a measure that can not be', () => {
    expect(parts({ queue_ms: null })).toMatchObject({ backend_all_ms: 80 });
    expect(parts({ queue_ms: -50 })).toMatchObject({ backend_all_ms: 80 });
    expect(parts({ queue_ms: 200 })).toMatchObject({ backend_all_ms: 80 });
    expect(parts({ queue_ms: -1 })).toMatchObject({ queue_ms: 0, backend_ms: 80 });
  });

  it('says how much is not accounted for, and nothing of what was not measured', () => {
    expect(parts({ backend_ms: null, queue_ms: null })).toEqual({
      client_stream_ms: 10,
      front_end_ms: 5,
      routing_ms: 5,
      rest: 80,
    });
    expect(
      parts({
        client_stream_ms: null,
        front_end_ms: null,
        routing_ms: null,
        backend_ms: null,
        queue_ms: null,
      }),
    ).toEqual({});
  });
});

const row = (changes: Partial<RequestRow>): RequestRow =>
  ({
    http_status: 200,
    backend_status: 200,
    error_code: null,
    response_code: 0,
    status_code: 0,
    return_code: 0,
    ...changes,
  }) as RequestRow;

describe('the codes of a request', () => {
  it('are those of all layers, the bad ones told apart', () => {
    expect(codesOf(row({})).map(({ layer, bad }) => [layer, bad])).toEqual([
      ['http', false],
      ['backend', false],
      ['mapihttp', false],
      ['rpc', false],
      ['rop', false],
    ]);
  });

  it.each([
    ['nothing', {}, undefined],
    ['the transport behind HTTP 200', { response_code: 10 }, '10'],
    ['the MAPI layer, in hexadecimal', { status_code: 2_147_746_065 }, '0x80040111'],
    ['the transport before the front end', { response_code: 10, error_code: 'Timeout' }, '10'],
    ['the front end before HTTP', { http_status: 503, error_code: 'ConnectFailure' }, 'ConnectFailure'],
    ['HTTP when there is nothing else', { http_status: 404, backend_status: null }, '404'],
  ])('tell of a failure by %s', (_, changes, shown) => {
    expect(tellingCode(row(changes))?.shown).toBe(shown);
  });
});

describe('the columns of a record', () => {
  it('are those that tell most, in any letter case, without empty ones', () => {
    const columns: Evidence['columns'] = [
      { name: 'Puid', value: 'x' },
      { name: 'RESPONSECODE', value: 10 },
      { name: 'StatusCode', value: null },
      { name: 'GenericErrors', value: '' },
      { name: 'DateTime', value: '2026-03-04T09:12:44.029Z' },
      { name: 'ReturnCode', value: 0 },
    ];
    expect(tellingColumns({ log: 'mapi_http', columns }).map(({ name }) => name)).toEqual([
      'DateTime',
      'RESPONSECODE',
      'ReturnCode',
    ]);
  });
});
