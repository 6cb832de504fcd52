import type { Exchange } from './exchange.ts';
import type { Ask } from './new-request.ts';
import type { Random } from './random.ts';
import type { ClientIdentity, MapiContext, Reply, RequestType } from './request.ts';
import { NETBIOS, type Server, type World } from './world.ts';

const TICK = 30_000;

/** Shares of the three sources of noise, by lines. Most probes never leave the front end. */
const HEALTH_CHECK = 0.6;
const SELF_TEST_GET = 0.38;

/** How many rows of noise there should be so far. */
export type NoisePlan = (rows: { real: number; noise: number }, now: number) => number;

/** Managed Availability and the load balancer: rows on a server that no user caused. */
export class Probes {
  readonly #exchange: Exchange;
  readonly #random: Random;
  readonly #server: Server;
  readonly #client: ClientIdentity;
  readonly #plan: NoisePlan;
  /** Rows that are planned but not yet counted. */
  #planned = 0;

  constructor(exchange: Exchange, server: Server, plan: NoisePlan, random: Random) {
    this.#exchange = exchange;
    this.#random = random;
    this.#server = server;
    this.#plan = plan;
    this.#client = monitor(exchange.world, server, random);
  }

  start(): void {
    this.#exchange.queue.after(this.#random.int(0, 2000), () => this.#tick());
  }

  /** Every half minute: as many probes as keep the noise at its share, spread over the time to the next look. */
  #tick(): void {
    const { queue } = this.#exchange;
    const rows = this.#exchange.rows.get(this.#server);
    if (rows === undefined) return;
    let missing = Math.round(this.#plan(rows, queue.now + TICK)) - Math.max(rows.noise, this.#planned);
    this.#planned = Math.max(rows.noise, this.#planned);
    while (missing > 0) {
      const lines = this.#planOne(this.#random.unit(), this.#random.int(0, TICK - 1));
      missing -= lines;
      this.#planned += lines;
    }
    queue.after(TICK, () => this.#tick());
  }

  /** Plans one probe; how many rows it will leave. */
  #planOne(which: number, delay: number): number {
    const { queue } = this.#exchange;
    const random = this.#random;
    const { mailbox } = this.#client.person;
    if (which < HEALTH_CHECK) {
      const address = random.chance(0.5) ? '10.0.0.5' : '10.0.0.6';
      queue.after(delay, () => {
        this.#exchange.get(this.#server, {
          stem: '/mapi/healthcheck.htm',
          agent: 'HealthMonitor/1.0',
          address,
          mailbox,
        });
      });
      return 1;
    }
    if (which < HEALTH_CHECK + SELF_TEST_GET) {
      const what = {
        stem: random.chance(0.7) ? '/mapi/emsmdb/' : '/mapi/nspi/',
        agent: 'AMProbe/Local/ClientAccess',
        address: '127.0.0.1',
        account: this.#client.person.account,
        mailbox,
      };
      queue.after(delay, () => this.#exchange.get(this.#server, what));
      return 1;
    }
    if (random.unit() > 0.3) return 0; // a self test leaves four rows: one choice in four keeps the share of lines
    queue.after(delay, () => this.#selfTest());
    return this.#exchange.world.product.classic ? 3 : 4;
  }

  /** OutlookMapiHttpSelfTestProbe: Connect, Execute, Disconnect within a fraction of a second. */
  #selfTest(): void {
    const context: MapiContext = {
      id: this.#random.guid(),
      connection: this.#random.guid(),
      client: { ...this.#client, instance: this.#random.guid(), instanceCounter: 1 },
      mailbox: this.#client.person.mailbox,
      endpoint: 'emsmdb',
      counter: 1,
      sequence: 1,
      attempts: 1,
      server: undefined,
    };
    const ask = (counter: number, type: RequestType): Ask => ({
      context,
      type,
      counter,
      frontEnd: this.#server,
    });
    const send = (counter: number, type: RequestType, next: (reply: Reply) => void): void => {
      this.#exchange.submit(ask(counter, type), next);
    };
    const logged = !this.#exchange.world.product.classic;
    this.#exchange.challenge(ask(1, 'Connect'), logged, () =>
      send(1, 'Connect', ({ outcome }) => {
        if (outcome === 'ok') send(2, 'Execute', () => send(3, 'Disconnect', () => undefined));
      }),
    );
  }
}

/** The health mailbox of a server and the client that logs on to it. */
function monitor(world: World, server: Server, random: Random): ClientIdentity {
  const id = random.guid();
  const sam = `HealthMailbox${id.slice(0, 7)}`;
  const database = world.databases.find(({ active }) => active === server) ?? world.databases[0];
  if (database === undefined) throw new Error('no database');
  const smtp = `HealthMailbox${id.replaceAll('-', '')}@contoso.com`;
  const legacyDn = `/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${id.replaceAll('-', '')}-${sam}`;
  return {
    person: {
      index: 0,
      displayName: sam,
      sam,
      account: `${NETBIOS}\\${sam}`,
      smtp,
      legacyDn,
      sid: `S-1-5-21-1004336348-1177238915-682003330-${9000 + random.int(1, 900)}`,
      adGuid: random.guid(),
      mailbox: { guid: random.guid(), database, legacyDn, smtp, refusals: new Map() },
      credentialsBroken: false,
      throttle: undefined,
    },
    instance: id,
    instanceCounter: 1,
    agent: 'MapiHttpClient',
    software: 'Microsoft.Exchange.RpcClientAccess.Monitoring.dll',
    softwareVersion: `15.${world.product.minor}.${world.product.build}.${world.product.revision}`,
    mode: 'online',
    authentication: 'Negotiate',
    address: random.chance(0.5) ? server.ip : 'fe80::5054:ff:fe12:3456%3',
    addressForm: 'plain',
    cutAfterMs: undefined,
    probe: true,
  };
}
