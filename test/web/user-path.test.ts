import { expect, test } from 'vitest';
import { userAt, userPath } from '../../web/src/pages/users/user-path.ts';

test.each([['CONTOSO\\anna'], ['anna@contoso.com'], ['a=b&c+d/e?f#g'], ['100%'], ['a%40b'], ['שלום 😀']])(
  'the page of %s is that of this name',
  (user) => {
    // As a browser writes the path.
    const { pathname } = new URL(userPath(user), 'http://127.0.0.1');
    expect(userAt(pathname)).toBe(user);
  },
);
