import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { scenarioNames } from '../../src/generate/generate.ts';
import { logFiles, type Row, written } from './written-logs.ts';

const STREAMS = [
  'ClientReqStreamLatency',
  'BackendReqStreamLatency',
  'BackendProcessingLatency',
  'BackendRespStreamLatency',
  'ClientRespStreamLatency',
];
const ms = (row: Row, column: string): number => Number(row[column] ?? '');

/** Kinds of rows; each scenario and the samples must show those that they have at all. */
function kindOf(row: Row): string {
  if (row['Method'] === 'GET') return row['TargetServer'] === '' ? 'health check' : 'self test';
  if (row['HttpStatus'] === '401') return '401';
  return row['ErrorCode'] || (row['HttpStatus'] === '200' ? 'ok' : 'other');
}

/** What does not add up in a row; latencies may have decimals. */
function wrong(row: Row): string | undefined {
  const streams = STREAMS.reduce((sum, column) => sum + ms(row, column), 0);
  const overhead = ms(row, 'TotalRequestTime') - streams;
  const routing = ms(row, 'HttpProxyOverhead') - ms(row, 'HttpPipelineLatency');
  const inits = ms(row, 'BackendReqInitLatency') + ms(row, 'BackendRespInitLatency');
  const called = row['TargetServer'] !== '';
  const sums = [
    ['HttpProxyOverhead', overhead],
    ['RoutingLatency', called ? routing : 0],
    ['CoreLatency', called ? routing - inits : overhead],
  ] as const;
  const off = sums.filter(([column, sum]) => Math.abs(ms(row, column) - sum) > 1e-6 || sum < 0);
  if (off.length > 0)
    return `${off.map(([column, sum]) => `${column} should be ${sum}`)}: ${JSON.stringify(row)}`;
  // Nothing is not zero: a blank says that no back end was called.
  return called === (row['RoutingLatency'] !== '') ? undefined : `RoutingLatency: ${JSON.stringify(row)}`;
}

function check(rows: readonly Row[]): string[] {
  expect(rows.map(wrong).filter((what) => what !== undefined)).toEqual([]);
  return [...new Set(rows.map(kindOf))];
}

describe.each(['se', '2013'] as const)('the latencies of every HttpProxy row add up, layout %s', (layout) => {
  const kinds: Record<string, string[]> = {
    load_balancer_cut: ['ClientDisconnect'],
    network_switch: ['ClientDisconnect'],
    database_failover: ['ConnectFailure', 'RoutingError'],
    authentication_loop: ['401'],
  };
  it.each(scenarioNames)('%s', async (name) => {
    const hours = name === 'mixed' ? 1 : 0.75;
    const servers = name === 'mixed' ? 4 : 2;
    const { frontEnd } = await written({
      scenarios: [name],
      clients: 14,
      hours,
      servers,
      noise: 0.4,
      seed: 7,
      layout,
    });
    const found = check(frontEnd);
    expect(found).toEqual(
      expect.arrayContaining(['ok', '401', 'health check', 'self test', ...(kinds[name] ?? [])]),
    );
  });
});

/** Rows of a sample under the header in force, whatever their width; those of a broken encoding included. */
function rowsOfSample(file: string): Row[] {
  let columns: string[] = [];
  return readFileSync(file, 'latin1')
    .split('\r\n')
    .flatMap((line) => {
      if (line.startsWith('#Fields: ')) columns = line.slice('#Fields: '.length).split(',');
      if (!/^(?:\d|,)/.test(line)) return [];
      const fields = (parse(line, { relax_column_count: true }) as string[][])[0] ?? [];
      return [Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? '']))];
    })
    .filter((row) => row['TotalRequestTime'] !== ''); // cut short before the latencies
}

it('the latencies of every HttpProxy row of the samples add up', () => {
  const files = logFiles(path.join(import.meta.dirname, '..', '..', 'samples'));
  const proxy = files.filter((file) => path.basename(file).startsWith('HttpProxy_'));
  expect(proxy.length).toBeGreaterThan(10);
  const rows = proxy.flatMap(rowsOfSample);
  expect(rows.length).toBeGreaterThan(700);
  expect(check(rows)).toEqual(
    expect.arrayContaining([
      'ok',
      '401',
      'health check',
      'self test',
      'ClientDisconnect',
      'ConnectFailure',
      'RoutingError',
    ]),
  );
  expect(rows.some((row) => row['TotalRequestTime']?.includes('.'))).toBe(true);
});
