import { describe, expect, it } from 'vitest';
import { expandInstallPath } from '../../src/input/install-path.ts';

const USUAL = 'C:\\Program Files\\Microsoft\\Exchange Server\\V15\\Logging\\MapiHttp\\';

describe('expandInstallPath', () => {
  it.each([
    '%ExchangeInstallPath%Logging\\MapiHttp\\',
    '%exchangeinstallpath%\\Logging\\MapiHttp\\',
    '%ExchangeInstallationspfad%Logging\\MapiHttp\\',
    '%CaminhoInstalaçãoExchange%Logging\\MapiHttp\\',
    '%CaminhoInstalac\u0327a\u0303oEXCHANGE%Logging\\MapiHttp\\',
    '%VägTillÉxchange%Logging\\MapiHttp\\',
    '%CheminInstallationExchange%Logging\\MapiHttp\\',
    '%Exchange のインストール パス%Logging\\MapiHttp\\',
    '$env:ExchangeInstallPath\\Logging\\MapiHttp\\',
    `\${env:ExchangeInstallPath}Logging\\MapiHttp\\`,
    '$exinstall\\Logging\\MapiHttp\\',
    ' "%ExchangeInstallPath%Logging\\MapiHttp\\" ',
    '“%ExchangeInstallPath%Logging\\MapiHttp\\”',
  ])('%s is below the usual path', (text) => {
    expect(expandInstallPath(text, {})).toBe(USUAL);
  });

  it.each(['D:\\Ex', 'D:\\Ex\\'])('takes the path of this machine, %s', (base) => {
    const env = { EXCHANGEINSTALLPATH: base };
    expect(expandInstallPath('%ExchangeInstallationspfad%Logging\\x', env)).toBe('D:\\Ex\\Logging\\x');
    expect(expandInstallPath('%ExchangeInstallPath%\\Logging', env)).toBe('D:\\Ex\\Logging');
    expect(expandInstallPath('$exinstall', env)).toBe('D:\\Ex\\');
  });

  it('turns separators for a path of another system', () => {
    expect(
      expandInstallPath('%ExchangeInstallPath%Logging\\MapiHttp', { ExchangeInstallPath: '/mnt/ex' }),
    ).toBe('/mnt/ex/Logging/MapiHttp');
  });

  it('lets a variable that exists mean itself', () => {
    expect(expandInstallPath('%ExchangeLogs%\\x', { ExchangeLogs: 'E:\\l' })).toBe('E:\\l\\x');
  });

  it('expands other variables and the home folder', () => {
    const env = { UserProfile: 'C:\\Users\\ann', SystemDrive: 'C:' };
    expect(expandInstallPath('%SYSTEMDRIVE%\\logs', env)).toBe('C:\\logs');
    expect(expandInstallPath('D:\\%systemdrive%', env)).toBe('D:\\C:');
    expect(expandInstallPath('~\\logs', env)).toBe('C:\\Users\\ann\\logs');
    expect(expandInstallPath('~/logs', { HOME: '/home/ann/' })).toBe('/home/ann/logs');
    expect(expandInstallPath('~', { HOME: '/home/ann' })).toBe('/home/ann');
  });

  it.each(['C:\\a b\\50% of it', '%NOT_SET%\\x', '~ann/x', "it's", '~/x', '"', '/plain/path', 'a$b'])(
    'leaves %j alone',
    (text) => {
      expect(expandInstallPath(text, {})).toBe(text);
    },
  );
});
