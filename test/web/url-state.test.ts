import { describe, expect, it } from 'vitest';
import { filterFrom, searchWith } from '../../web/src/url-state.ts';

describe('the filter in the address', () => {
  it('is read, and what is not understood is left out', () => {
    expect(filterFrom('')).toEqual({ includeNoise: false, outcome: null });
    expect(filterFrom('?outcome=failed&include_noise=true')).toEqual({
      includeNoise: true,
      outcome: 'failed',
    });
    expect(filterFrom('?outcome=%3Cscript%3E&include_noise=1')).toEqual({
      includeNoise: false,
      outcome: null,
    });
  });

  it('is written, and the rest of the address stays', () => {
    expect(searchWith('?user=anna', { includeNoise: true, outcome: 'client_gone' })).toBe(
      '?user=anna&include_noise=true&outcome=client_gone',
    );
    expect(searchWith('?outcome=failed&include_noise=true', { includeNoise: false, outcome: null })).toBe('');
  });
});
