import { millisecondsInDay, millisecondsInHour } from 'date-fns/constants';
import { encodeContextCookie } from '../formats/values/session-cookie.ts';
import type { Product } from './product.ts';
import type { Random } from './random.ts';

/** `emsmdb` is the mailbox, `nspi` the address book. */
export type Endpoint = 'emsmdb' | 'nspi';

export const DOMAIN = 'contoso.com';
export const NETBIOS = 'CONTOSO';
export const URL_HOST = 'mail.contoso.com';

/** One run of a back-end application pool. Every session cookie that it hands out names it. */
export interface PoolRun {
  server: Server;
  endpoint: Endpoint;
  startedAt: number;
  random: string;
  /** Number of the next Session Context. */
  next: number;
  /** Stopping: answers every request with code 18. */
  draining: boolean;
}

/** A machine with both roles, front end and back end. */
export interface Server {
  name: string;
  fqdn: string;
  ip: string;
  /** What its clock shows minus the true time, in milliseconds. */
  clockSkewMs: number;
  /** False: its HttpProxy folder was not collected. */
  frontEndLogged: boolean;
  pools: Record<Endpoint, PoolRun>;
  /** Its back end accepts no connection before this time. */
  downUntil: number;
  /** When each database's present route became known here; before that requests go to the old machine. */
  routes: Map<Database, { server: Server; until: number }>;
}

/** A mailbox database; one machine has the active copy. */
export interface Database {
  guid: string;
  name: string;
  active: Server;
  /** Not mounted before this time. */
  mountedFrom: number;
}

/** A mailbox user. */
export interface Person {
  index: number;
  displayName: string;
  sam: string;
  /** `CONTOSO\sam` */
  account: string;
  smtp: string;
  legacyDn: string;
  sid: string;
  adGuid: string;
  mailbox: Mailbox;
  /** The password that Outlook has is no longer right. */
  credentialsBroken: boolean;
  /** Over budget: Connects and Executes fail with this code until then. */
  throttle: { until: number; code: number } | undefined;
}

export interface Mailbox {
  guid: string;
  database: Database;
  legacyDn: string;
  smtp: string;
  /** Why Connects of certain people are refused, by account. */
  refusals: Map<string, { until: number; code: number }>;
}

/** Everything that exists before the first request. */
export interface World {
  product: Product;
  servers: Server[];
  databases: Database[];
  people: Person[];
}

const GIVEN = [
  'Anna',
  'Ben',
  'Carla',
  'David',
  'Elena',
  'Frank',
  'Grace',
  'Hugo',
  'Irene',
  'Jonas',
  'Karin',
  'Luca',
  'Maria',
  'Nils',
  'Olga',
  'Peter',
  'Rosa',
  'Stefan',
  'Tara',
  'Victor',
];
const FAMILY = [
  'Abel',
  'Baker',
  'Costa',
  'Dahl',
  'Evers',
  'Fischer',
  'Greco',
  'Hansen',
  'Ivanov',
  'Jansen',
  'Keller',
  'Lopez',
  'Moreau',
  'Novak',
  'Olsen',
  'Perez',
  'Rossi',
  'Schmidt',
  'Tanaka',
  'Weber',
];

export function startPool(server: Server, endpoint: Endpoint, startedAt: number, random: Random): PoolRun {
  return {
    server,
    endpoint,
    startedAt: Math.floor(startedAt / 1000) * 1000,
    random: String(random.int(1_000_000, 2_147_483_647)),
    next: 1,
    draining: false,
  };
}

/** The context cookie of the n-th Session Context of a pool run. */
export const cookieOf = (pool: PoolRun, contextNumber: number): string =>
  encodeContextCookie({
    machine: pool.server.name,
    processStartedMs: pool.startedAt,
    random: pool.random,
    contextNumber,
  });

/** Servers, databases and people for this many of each. */
export function buildWorld(
  counts: { servers: number; people: number; start: number },
  product: Product,
  random: Random,
): World {
  const servers: Server[] = [];
  for (let index = 0; index < counts.servers; index += 1) {
    const name = `EXCH${String(index + 1).padStart(2, '0')}`;
    const server = {
      name,
      fqdn: `${name}.${DOMAIN}`,
      ip: `10.0.0.${11 + index}`,
      clockSkewMs: 0,
      frontEndLogged: true,
      downUntil: 0,
      routes: new Map(),
    } as unknown as Server;
    const before = counts.start - random.int(millisecondsInHour, 9 * millisecondsInDay);
    server.pools = {
      emsmdb: startPool(server, 'emsmdb', before, random),
      nspi: startPool(server, 'nspi', before + random.int(1000, 9000), random),
    };
    for (const pool of Object.values(server.pools)) pool.next = random.int(100, 40_000);
    servers.push(server);
  }
  const databases = servers.flatMap((active, index) =>
    [1, 2].map((copy) => ({
      guid: random.guid(),
      name: `DB${String(2 * index + copy).padStart(2, '0')}`,
      active,
      mountedFrom: 0,
    })),
  );
  const people: Person[] = [];
  for (let index = 0; index < counts.people; index += 1) {
    people.push(person(index, databases[index % databases.length] as Database, random));
  }
  return { product, servers, databases, people };
}

function person(index: number, database: Database, random: Random): Person {
  const given = GIVEN[index % GIVEN.length] ?? 'Ada';
  const family = FAMILY[Math.floor(index / GIVEN.length + index) % FAMILY.length] ?? 'Berg';
  const round = Math.floor(index / (GIVEN.length * FAMILY.length));
  // One account in six starts with r or n after the backslash on purpose: it looks like an escaped line break.
  const sam = `${index % 6 === 5 ? 'r' : ''}${given}.${family}${round > 0 ? round : ''}`.toLowerCase();
  const smtp = `${sam}@${DOMAIN}`;
  const id = random.guid().replaceAll('-', '');
  const legacyDn = `/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${id}-${given} ${family}`;
  return {
    index,
    displayName: `${given} ${family}`,
    sam,
    account: `${NETBIOS}\\${sam}`,
    smtp,
    legacyDn,
    sid: `S-1-5-21-1004336348-1177238915-682003330-${1100 + index}`,
    adGuid: random.guid(),
    mailbox: { guid: random.guid(), database, legacyDn, smtp, refusals: new Map() },
    credentialsBroken: false,
    throttle: undefined,
  };
}
