import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findValue, type KeyValue, parseKeyValues } from '../../../src/formats/values/key-values.ts';

/** The pairs as short rows: type, key, value. */
const rows = (text: string) => parseKeyValues(text).pairs.map(({ type, key, value }) => [type, key, value]);

describe('parseKeyValues', () => {
  test('plain pairs', () => {
    const text =
      'BeginRequest=2026-03-04T09:00:00.107Z;CorrelationID=<empty>;ProxyState-Run=None;FEAuth=BEVersion-1942063431;EndRequest=2026-03-04T09:00:00.124Z;';
    expect(rows(text)).toEqual([
      [null, 'BeginRequest', '2026-03-04T09:00:00.107Z'],
      [null, 'CorrelationID', '<empty>'],
      [null, 'ProxyState-Run', 'None'],
      [null, 'FEAuth', 'BEVersion-1942063431'],
      [null, 'EndRequest', '2026-03-04T09:00:00.124Z'],
    ]);
    expect(parseKeyValues(text).truncated).toBe(false);
  });

  test('repeated keys, flags, empty values, values with = and :', () => {
    expect(
      rows('NewConnection=fe80::1%3&0;NewConnection=10.0.0.1&1;Krb=UA;Flag;Empty=;A=b=c;Error: text=1'),
    ).toEqual([
      [null, 'NewConnection', 'fe80::1%3&0'],
      [null, 'NewConnection', '10.0.0.1&1'],
      [null, 'Krb', 'UA'],
      [null, 'Flag', null],
      [null, 'Empty', ''],
      [null, 'A', 'b=c'],
      [null, 'Error: text', '1'],
    ]);
  });

  test('typed tail without a final separator', () => {
    expect(
      rows(
        'SharedCacheGuard=0;I32:ATE.C[dc01]=2;F:ATE.AL[dc01]=0.5;Dbl:ST.T[]=1E+09;S:WLM.Bal=x;Dt:At=;X:Y=1;S:Z',
      ),
    ).toEqual([
      [null, 'SharedCacheGuard', '0'],
      ['I32', 'ATE.C[dc01]', '2'],
      ['F', 'ATE.AL[dc01]', '0.5'],
      ['Dbl', 'ST.T[]', '1E+09'],
      ['S', 'WLM.Bal', 'x'],
      ['Dt', 'At', ''],
      [null, 'X:Y', '1'],
      ['S', 'Z', null],
    ]);
  });

  test('check points', () => {
    expect(rows('cpn=M_ABR/M_AER/;cpv=0/5/;I32:MB.C[]=3')).toEqual([
      [null, 'cpn', 'M_ABR/M_AER/'],
      [null, 'cpv', '0/5/'],
      ['I32', 'MB.C[]', '3'],
    ]);
  });

  test('quoted members', () => {
    expect(rows(`'S:CMD=Set-It.Identity=''a;b''';;S:EX=;'k=x;y'`)).toEqual([
      ['S', 'CMD', "Set-It.Identity='a;b'"],
      ['S', 'EX', ''],
      [null, 'k', 'x;y'],
    ]);
  });

  test('quotes that quote nothing', () => {
    expect(rows("WebException=The user can't;b='c';'odd=1;d=2")).toEqual([
      [null, 'WebException', "The user can't"],
      [null, 'b', "'c'"],
      [null, "'odd", '1'],
      [null, 'd', '2'],
    ]);
  });

  test('blanks around members', () => {
    expect(rows('Flags=None; CN=a b ; ;')).toEqual([
      [null, 'Flags', 'None'],
      [null, 'CN', 'a b '],
    ]);
  });

  test.each(['', '<null>', '<empty>', null, undefined])('%j holds nothing', (text) => {
    expect(parseKeyValues(text)).toEqual({ pairs: [], truncated: false });
  });

  describe('cut texts', () => {
    const at = 16384;
    const mark = '...';
    const start = 'First=1;WebException=';

    test('inside a value', () => {
      const { pairs, truncated } = parseKeyValues(start.padEnd(at, 'x') + mark);
      expect(truncated).toBe(true);
      expect(pairs).toHaveLength(2);
      expect(pairs[1]?.value).toBe('x'.repeat(at - start.length));
    });

    test('before a typed tail', () => {
      const { pairs, truncated } = parseKeyValues(`${start.padEnd(at, 'x')}${mark}I32:MB.C[]=3`);
      expect(truncated).toBe(true);
      expect(pairs[2]).toEqual({ type: 'I32', key: 'MB.C[]', value: '3' });
    });

    test('inside a quoted member', () => {
      const { pairs, truncated } = parseKeyValues(`'S:A=b;c`.padEnd(at, 'x') + mark);
      expect(truncated).toBe(true);
      expect(pairs).toHaveLength(1);
      expect(pairs[0]).toMatchObject({ type: 'S', key: 'A' });
    });

    test('somewhat shorter, for line breaks that became blanks', () => {
      const { pairs, truncated } = parseKeyValues(start.padEnd(at - 200, 'x') + mark);
      expect(truncated).toBe(true);
      expect(pairs[1]?.value).toMatch(/x$/);
    });

    test('three dots at the end of a short or a whole text are just text', () => {
      expect(parseKeyValues('Message=please wait...')).toEqual({
        pairs: [{ type: null, key: 'Message', value: 'please wait...' }],
        truncated: false,
      });
      expect(parseKeyValues(`${start.padEnd(at, 'x')};`).truncated).toBe(false);
    });
  });

  test('round trip of plain and typed members', () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9.[\]-]{0,12}$/);
    const value = fc.string({ unit: fc.constantFrom(...`ab1 =:.'/`), maxLength: 12 });
    const member = fc.record({ type: fc.constantFrom(null, 'S', 'I32', 'F', 'Dbl', 'Dt'), key: word, value });
    fc.assert(
      fc.property(fc.array(member), (members) => {
        const text = members
          .map((m) => `${m.type === null ? '' : `${m.type}:`}${m.key}=${m.value}`)
          .join(';');
        expect(parseKeyValues(text).pairs).toEqual(members);
      }),
    );
  });

  test('round trip of quoted members', () => {
    const value = fc.string({ unit: fc.constantFrom(...`a;' =`), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const text = values.map((v) => `'S:k=${v.replaceAll("'", "''")}'`).join(';');
        expect(parseKeyValues(text).pairs.map((pair) => pair.value)).toEqual(values);
      }),
    );
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`a;'=:SI32. `), maxLength: 60 }), (text) => {
        parseKeyValues(text);
      }),
    );
  });

  test.each(["'a;'", "''a;", "';", "'''a;", "'a;''b", "''", ';', 'a:'])(
    'takes linear time on many of %j',
    (piece) => {
      const started = performance.now();
      parseKeyValues(piece.repeat(300000));
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe('findValue', () => {
  const list: readonly KeyValue[] = parseKeyValues(
    'a=1;b=<null>;flag;a=2;S:t=x;CorrelationID=<empty>;e=',
  ).pairs;

  test.each([
    ['a', '1'],
    ['t', 'x'],
    ['b', null],
    ['flag', null],
    ['e', null],
    ['CorrelationID', null],
    ['A', null],
    ['missing', null],
  ])('%s', (key, value) => {
    expect(findValue(list, key)).toBe(value);
  });
});
