import { describe, expect, it } from 'vitest';
import { normaliseFolder, serverFromPath } from '../../src/input/server.ts';

const V15 = 'Program Files\\Microsoft\\Exchange Server\\V15';

describe('serverFromPath', () => {
  it.each([
    [`\\\\EXCH01\\c$\\${V15}\\Logging\\HttpProxy\\Mapi\\HttpProxy_2023010601-1.LOG`, 'EXCH01'],
    [
      `//exch01.contoso.com/D$/Exchange/Logging/MapiHttp/Mailbox/MapiHttp_2023010601-1.LOG`,
      'exch01.contoso.com',
    ],
    [`\\\\?\\UNC\\EXCH01\\c$\\${V15}\\Logging\\HttpProxy\\Mapi\\x.LOG`, 'EXCH01'],
    ['\\\\?\\UNC\\EXCH01\\share\\x.LOG', 'EXCH01'],
    ['\\\\EXCH01\\ExLogs\\HttpProxy\\Mapi\\x.LOG', 'EXCH01'],
    ['\\\\EXCH01\\share\\HttpProxy_2023010601-1.LOG', 'EXCH01'],
    ['\\\\10.0.0.7\\c$\\Logging\\x.LOG', '10.0.0.7'],
    ['\\\\FILES\\collected\\EXCH02\\Logging\\HttpProxy\\Mapi\\x.LOG', 'EXCH02'],
    [`/mnt/case/EXCH01/${V15.replaceAll('\\', '/')}/Logging/HttpProxy/Mapi/x.LOG`, 'EXCH01'],
    [`C:\\collect\\EX-01\\C\\${V15}\\logging\\mapi client access\\x.LOG`, 'EX-01'],
    [`D:\\logs\\EXCH01\\V15\\LOGGING\\httpproxy\\mapi\\x.LOG`, 'EXCH01'],
    ['EXCH01/Logging/HttpProxy/Mapi/x.LOG', 'EXCH01'],
    ['D:/Logging/EXCH03/MAPI Address Book Service/MAPIAB_2023010601-1.LOG', 'EXCH03'],
    ['/data/in.zip!EXCH01/Logging/HttpProxy/Mapi/x.LOG', 'EXCH01'],
    ['C:\\temp\\EXCH01.zip!Logging\\HttpProxy\\Mapi\\x.LOG', 'EXCH01'],
    ['/data/EXCH01/HttpProxy', 'EXCH01'],
  ])('%s', (path, server) => {
    expect(serverFromPath(path)).toBe(server);
  });

  it.each([
    `C:\\${V15}\\Logging\\HttpProxy\\Mapi\\x.LOG`,
    `\\\\?\\C:\\${V15}\\Logging\\HttpProxy\\Mapi\\x.LOG`,
    'D:\\Logging\\HttpProxy\\Mapi\\x.LOG',
    '/home/logs/HttpProxy/Mapi/x.LOG',
    'C:\\Temp\\Logging\\x.LOG',
    'C:\\My collected logs\\Logging\\x.LOG',
    'C:\\a-name-longer-than-fifteen\\Logging\\x.LOG',
    'C:\\2023-01-06\\Logging\\x.LOG',
    'logs.zip!HttpProxy/Mapi/x.LOG',
    '\\\\localhost\\c$\\Logging\\x.LOG',
    '/data/EXCH01/HttpProxy_2023010601-1.LOG',
    'HttpProxy_2023010601-1.LOG',
    'HttpProxy/x.LOG',
    '',
  ])('is null for %j', (path) => {
    expect(serverFromPath(path)).toBeNull();
  });
});

describe('normaliseFolder', () => {
  it('takes the spellings of the disk and of the documentation for one', () => {
    const spellings = ['MAPI Address Book Service', 'MAPI AddressBook Service', 'mapi addressbook  SERVICE'];
    expect(new Set(spellings.map(normaliseFolder)).size).toBe(1);
    expect(normaliseFolder('AddressBook Service')).not.toBe(normaliseFolder('MAPI AddressBook Service'));
  });
});
