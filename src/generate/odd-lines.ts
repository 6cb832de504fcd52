import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { httpProxy } from '../formats/http-proxy.ts';
import { mapiAddressBook } from '../formats/mapi-address-book.ts';
import { mapiClientAccess } from '../formats/mapi-client-access.ts';
import { preamble } from './log-folder.ts';
import { evidence, type SampleLine } from './sample-lines.ts';

const END = Buffer.from('\r\n');
const LOGGING = 'EXCH01/Logging';
const AT = Date.parse('2026-03-04T08:00:00Z');

/** A log file made line by line, and what is odd about which line. */
class OddFile {
  readonly file: string;
  readonly notes: (readonly [Omit<SampleLine, 'text'>, string])[] = [];
  readonly #chunks: Buffer[] = [];
  #lines = 0;

  constructor(file: string) {
    this.file = `${LOGGING}/${file}`;
  }

  /** Adds lines; a note points at the first of them. */
  add(text: string | Buffer, note?: string): this {
    if (note !== undefined) this.notes.push([{ file: this.file, line: this.#lines + 1 }, note]);
    for (const line of typeof text === 'string' ? text.split('\r\n') : [text]) {
      this.#chunks.push(Buffer.from(line), END);
      this.#lines += 1;
    }
    return this;
  }

  /** Adds the beginning of a line, as a reader meets it while the server is writing. */
  tear(text: string, note: string): this {
    this.notes.push([{ file: this.file, line: this.#lines + 1 }, note]);
    this.#chunks.push(Buffer.from(text));
    return this;
  }

  write(folder: string): void {
    const target = path.join(folder, this.file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, Buffer.concat(this.#chunks));
  }
}

const columnsOf = (layout: string): readonly string[] => {
  const found = httpProxy.layouts.find(({ id }) => id === layout);
  if (found === undefined) throw new Error(`no layout ${layout}`);
  return found.columns;
};

const NEW = columnsOf('http_proxy-74');
const OLD = columnsOf('http_proxy-69');

const head = (columns: readonly string[], version: string): string =>
  preamble(
    {
      kind: 'http_proxy',
      prefix: 'HttpProxy_',
      logType: 'HttpProxy Logs',
      columns,
      bareHeader: true,
      version,
    },
    AT,
  )
    // The helper ends with a line end; here each line gets its own.
    .slice(0, -2);

/** The row with some values replaced, by column. */
function changed(row: string, columns: readonly string[], values: Record<string, string>): string {
  const fields = row.split(',');
  return columns.map((column, index) => values[column] ?? fields[index] ?? '').join(',');
}

/** Writes the sample of odd lines from ordinary proxy rows of 74 columns; returns its README. */
export function writeOddLines(folder: string, rows: readonly string[]): string {
  const row = (index: number): string => {
    const found = rows[index];
    if (found === undefined) throw new Error('too few rows to make odd ones of');
    return found;
  };
  const files = [newest(row), withBom(row), old(row), rpcClientAccess(), addressBook()];
  for (const file of files) file.write(folder);
  return `# Lines that a reader must survive

Made by hand from ordinary rows. Each of these has been seen in logs of real servers, or follows from how Exchange
writes them. A reader keeps what it can, says what it could not read, and never stops.

${evidence(files.flatMap(({ notes }) => notes))}
`;
}

function newest(row: (index: number) => string): OddFile {
  const broken = Buffer.from(changed(row(6), NEW, { AuthenticatedUser: 'CONTOSO\\jos@' }));
  broken[broken.indexOf('jos@') + 3] = 0xe9; // Latin-1 "é" in a file that says it is UTF-8
  return new OddFile('HttpProxy/Mapi/HttpProxy_2026030408-1.LOG')
    .add(head(NEW, '15.02.2562.017'))
    .add(row(0))
    .add(
      changed(row(1), NEW, { DateTime: '', RequestId: '', ClientRequestId: '' }),
      'no time stamp: the row belongs to the hour of the file, or to the rejected',
    )
    .add(
      changed(row(2), NEW, { ClientIpAddress: '203.0.113.7  198.51.100.20  10.0.0.5' }),
      'several client addresses, two blanks between',
    )
    .add(changed(row(3), NEW, { ClientIpAddress: '203.0.113.7:49660' }), 'a client address with a port')
    .add(
      changed(row(4), NEW, { ClientIpAddress: 'fe80::5054:ff:fe12:3456%3' }),
      'an IPv6 address with a zone',
    )
    .add(
      changed(row(5), NEW, {
        HttpStatus: '503',
        BackEndStatus: '',
        ErrorCode: 'ConnectFailure',
        GenericErrors:
          'WebExceptionStatus=ConnectFailure;WebException=System.Net.WebException: Невозможно соединиться с удаленным сервером    в System.Net.HttpWebRequest.EndGetRequestStream(IAsyncResult asyncResult)    à Microsoft.Exchange.HttpProxy.ProxyRequestHandler.Run();',
      }),
      'exception text in the language of the server',
    )
    .add(broken, 'a byte that is not UTF-8')
    .add(
      head(NEW, '15.02.2562.017').split('\r\n').slice(1).join('\r\n'),
      'a preamble in mid-file, without the bare header',
    )
    .add(row(7))
    .add(
      `#Fields: ${columnsOf('http_proxy-70').join(',')}`,
      'the header changes in mid-file: from here 70 columns',
    )
    .add(row(8).split(',').slice(0, 70).join(','))
    .add(`#Fields: ${NEW.join(',')}`, 'and back to 74')
    .add(NEW.join(','), 'a bare header row in mid-file')
    .add(`${row(9)},one,two`, 'two values more than the header has columns')
    .add(row(10).split(',').slice(0, 40).join(','), 'a row that stops after 40 columns')
    .add('', 'an empty line')
    .add(changed(row(11), NEW, { UserAgent: '"Outlook ""beta"" 16.0"' }), 'a quoted value with quotes inside')
    .tear(row(12).slice(0, 500), 'the last line is torn: the server was still writing');
}

function withBom(row: (index: number) => string): OddFile {
  return new OddFile('HttpProxy/Mapi/HttpProxy_2026030409-1.LOG')
    .add(`\ufeff${head(NEW, '15.02.2562.017')}`, 'a byte order mark, where most servers write none')
    .add(changed(row(0), NEW, { DateTime: '2026-03-04T09:00:01.004Z' }));
}

function old(row: (index: number) => string): OddFile {
  const cut = (text: string): string => text.split(',').slice(0, OLD.length).join(',');
  const decimals = {
    HttpPipelineLatency: '1',
    ActivityContextLifeTime: '398.3',
    ClientReqStreamLatency: '0',
    BackendReqInitLatency: '0',
    BackendReqStreamLatency: '1',
    BackendProcessingLatency: '389.6523',
    BackendRespInitLatency: '0',
    BackendRespStreamLatency: '0',
    ClientRespStreamLatency: '0',
    RequestHandlerLatency: '397.3',
    ProxyTime: '390.6523',
    CoreLatency: '6.6477',
    RoutingLatency: '6.6477',
    HttpProxyOverhead: '7.6477',
    TotalRequestTime: '398.3',
  };
  const version = {
    MinorVersion: '0',
    BuildVersion: '1497',
    RevisionVersion: '48',
    TargetServerVersion: '15.00.1497.000',
  };
  return new OddFile('HttpProxy/Mapi/HttpProxy_2026030409-2.LOG')
    .add(head(OLD, '15.00.1497.048'), '69 columns: Exchange 2013; and the second file of an hour')
    .add(changed(cut(row(1)), OLD, { ...version, DateTime: '2026-03-04T09:10:00.100Z' }))
    .add(
      changed(cut(row(2)), OLD, {
        ...version,
        ...decimals,
        DateTime: '2026-03-04T09:10:02.500Z',
        IsAuthenticated: 'True',
      }),
      'latencies with decimals, `True` with a capital',
    );
}

function rpcClientAccess(): OddFile {
  const { columns } = mapiClientAccess;
  const style = {
    kind: 'rpc_client_access' as const,
    prefix: 'RCA_',
    logType: 'RCA Protocol Logs',
    columns,
    bareHeader: false,
    version: '15.02.2562.017',
  };
  const dn =
    '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=5f0c7d-Nils Novak';
  return new OddFile('RPC Client Access/RCA_2026030408-1.LOG')
    .add(
      preamble(style, AT).slice(0, -2),
      'the sibling log of RPC clients: the columns of `MAPI Client Access`',
    )
    .add(
      `2026-03-04T08:05:11.020Z,412,0,${dn},,OUTLOOK.EXE,15.0.5589.1000,Cached,10.20.4.17,,10.0.0.11,ncacn_http,Client=MSExchangeRPC,,,Connect,0,00:00:00.0310000,"SID=S-1-5-21-1004336348-1177238915-682003330-1107, Flags=None",,,,nils.novak@contoso.com,`,
    )
    .add(
      `2026-03-04T08:05:12.400Z,412,1,${dn},,OUTLOOK.EXE,15.0.5589.1000,Cached,10.20.4.17,,10.0.0.11,ncacn_http,,,,,-2147024891 (rop::AccessDenied),00:00:00.0040000,,"RopHandler: CreateFolder: [AccessDeniedException] Cannot create folder. -> [MapiExceptionNoAccess] MapiExceptionNoAccess: Unable to create folder. (hr=0x80070005, ec=-2147024891) [diag::AQAOAAAAQ==]",,,nils.novak@contoso.com,`,
      'a failure of the ROP layer with a signed code, quotes because of commas',
    );
}

function addressBook(): OddFile {
  const { columns } = mapiAddressBook;
  const style = {
    kind: 'address_book' as const,
    prefix: 'AddressBook_',
    logType: 'AddressBook Protocol Logs',
    columns,
    bareHeader: false,
    version: '15.02.2562.017',
  };
  const dn =
    '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=5f0c7d-Nils Novak';
  return new OddFile('AddressBook Service/AddressBook_2026030408-1.LOG')
    .add(preamble(style, AT).slice(0, -2), 'the sibling log of RPC address-book clients')
    .add(`2026-03-04T08:05:13.001Z,77,0,${dn},,10.20.4.17,10.0.0.11,ncacn_http,NspiBind,,12,,,Negotiate,`)
    .add(
      `2026-03-04T08:05:13.340Z,77,1,${dn},,10.20.4.17,10.0.0.11,ncacn_http,NspiGetProps,8004010F,4,,"System.InvalidOperationException: Nothing found for 'x'\\r\\n   at Microsoft.Exchange.AddressBook.Service.NspiContext.GetProps(Int32 id, Int32 count)",,`,
      'an exception with its line breaks written as `\\r\\n`; the status is hexadecimal without 0x',
    );
}
