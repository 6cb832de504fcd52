import path from 'node:path';
import type { Kind } from '../formats/family.ts';
import { mapiAddressBook } from '../formats/mapi-address-book.ts';
import { mapiClientAccess } from '../formats/mapi-client-access.ts';
import { mapiHttp } from '../formats/mapi-http.ts';
import { LogFolder } from './log-folder.ts';
import type { Product } from './product.ts';
import type { ServerTruth, Written } from './truth.ts';
import type { Server } from './world.ts';

/** The log folders of one server, as they lie under `Logging`. */
export class ServerLogs {
  readonly server: Server;
  readonly frontEnd: LogFolder;
  /** Mailbox rows: `MapiHttp\Mailbox`, or `MAPI Client Access` in the classic layout. */
  readonly mailbox: LogFolder;
  /** Address-book rows; in newer layouts the same log as the mailbox rows. */
  readonly addressBook: LogFolder;

  constructor(out: string, server: Server, product: Product) {
    const { version, classic } = product;
    const logging = path.join(out, server.name, 'Logging');
    this.server = server;
    this.frontEnd = new LogFolder(path.join(logging, 'HttpProxy', 'Mapi'), {
      kind: 'http_proxy',
      prefix: 'HttpProxy_',
      logType: 'HttpProxy Logs',
      columns: product.proxyColumns,
      bareHeader: true,
      version,
    });
    if (!classic) {
      this.mailbox = new LogFolder(path.join(logging, 'MapiHttp', 'Mailbox'), {
        kind: 'mapi_http',
        prefix: 'MapiHttp_',
        logType: 'MapiHttp Logs',
        columns: mapiHttp.columns,
        bareHeader: true,
        version,
      });
      this.addressBook = this.mailbox;
      return;
    }
    this.mailbox = new LogFolder(path.join(logging, 'MAPI Client Access'), {
      kind: 'mapi_client_access',
      prefix: 'MAPIMB_',
      logType: 'MAPI Mailbox Protocol Logs',
      columns: mapiClientAccess.columns,
      bareHeader: false,
      version,
    });
    this.addressBook = new LogFolder(path.join(logging, 'MAPI AddressBook Service'), {
      kind: 'mapi_address_book',
      prefix: 'MAPIAB_',
      logType: 'MAPI AddressBook Protocol Logs',
      columns: mapiAddressBook.columns,
      bareHeader: false,
      version,
    });
  }

  get folders(): LogFolder[] {
    return [...new Set([this.frontEnd, this.mailbox, this.addressBook])];
  }

  /** Writes a front-end row, unless this server's front-end logs were not collected; says whether. */
  appendFrontEnd(at: number, row: string): boolean {
    if (!this.server.frontEndLogged) return false;
    this.frontEnd.append(at, row);
    return true;
  }

  close(): void {
    for (const folder of this.folders) folder.close();
  }

  truth(): ServerTruth {
    const counts: Partial<Record<Kind, Written>> = {};
    for (const { kind, files, lines, bytes } of this.folders) {
      if (files > 0) counts[kind] = { files, lines, bytes };
    }
    const { name, fqdn, clockSkewMs, frontEndLogged } = this.server;
    return { name, fqdn, clockSkewMs, frontEndLogged, counts };
  }
}
