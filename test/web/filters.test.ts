import { describe, expect, it } from 'vitest';
import { filterParameters as apiFilters } from '../../src/api/schemas/filter.ts';
import {
  apiParameters,
  filterNames,
  filterParameters,
  filtersFrom,
  hidesFailures,
  isFiltered,
  isMoving,
  withoutValue,
  withValue,
} from '../../web/src/state/filters.ts';
import { searchWith } from '../../web/src/state/use-filters.ts';

const from = (search: string) => filtersFrom(new URLSearchParams(search));

describe('the filters in the address', () => {
  it('are those that the API knows', () => {
    const others = ['since', 'until', 'min_ms', 'max_ms', 'include_noise'];
    expect([...filterNames, ...others].sort()).toEqual(Object.keys(apiFilters).sort());
  });

  it('are read and written without a difference', () => {
    const search =
      'since=now-1h&until=2026-03-04T09%3A12%3A44Z&user=CONTOSO%5Canna&user=bert&server=EXCH01&min_ms=500&include_noise=true';
    const filters = from(search);
    expect(filters).toEqual({
      since: 'now-1h',
      until: '2026-03-04T09:12:44Z',
      values: { user: ['CONTOSO\\anna', 'bert'], server: ['EXCH01'] },
      minMs: 500,
      maxMs: null,
      includeNoise: true,
    });
    expect(filterParameters(filters).toString()).toBe(search);
  });

  it('leave out what is not understood', () => {
    expect(
      from('since=yesterday&until=%3Cscript%3E&min_ms=-5&max_ms=x&include_noise=1&user=&colour=red'),
    ).toEqual({
      since: null,
      until: null,
      values: {},
      minMs: null,
      maxMs: null,
      includeNoise: false,
    });
  });

  it.each([
    ['', 'since=latest-24h'],
    ['since=all', ''],
    ['since=now-15m', 'since=now-15m'],
    ['until=2026-03-04', 'until=2026-03-04'],
    ['since=all&outcome=failed', 'outcome=failed'],
  ])('%s asks the API for %s', (search, query) => {
    expect(apiParameters(from(search)).toString()).toBe(query);
  });

  it('take values and give them back', () => {
    const one = withValue(from(''), 'user', 'anna');
    const two = withValue(withValue(one, 'user', 'bert'), 'user', 'anna');
    expect(two.values).toEqual({ user: ['anna', 'bert'] });
    expect(withoutValue(two, 'user', 'anna').values).toEqual({ user: ['bert'] });
    expect(withoutValue(one, 'user', 'anna')).toEqual(from(''));
    expect(withoutValue(one, 'server', 'EXCH01')).toEqual(one);
    expect(isFiltered(one)).toBe(true);
    expect(isFiltered(from('since=now-1h&include_noise=true'))).toBe(false);
  });

  it.each([
    ['', false],
    ['outcome=failed', false],
    ['outcome=ok&outcome=failed', false],
    ['outcome=ok', true],
  ])('%s hide failures: %s', (search, hidden) => {
    expect(hidesFailures(from(search))).toBe(hidden);
  });

  it('move with the data unless the end is fixed', () => {
    expect(isMoving(from('since=2026-03-04T09:00:00Z'))).toBe(true);
    expect(isMoving(from('since=now-1h&until=now'))).toBe(true);
    expect(isMoving(from('until=2026-03-04T09:00:00Z'))).toBe(false);
  });

  it('change, and the rest of the address stays', () => {
    expect(searchWith('user=anna&zone=utc&open=7', from('outcome=failed'))).toBe(
      'outcome=failed&zone=utc&open=7',
    );
    expect(searchWith('outcome=failed&include_noise=true', from(''))).toBe('');
  });
});
