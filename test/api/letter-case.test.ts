import { beforeAll, describe, expect, test } from 'vitest';
import { ingestedFor } from '../support/database.ts';
import { backRow, frontRow, log, type Values } from '../support/logs.ts';
import { servedFor } from './support/app.ts';

/** As the front end and the back end spell a person, and as somebody may type it. */
const people = [
  {
    front: 'CONTOSO\\Ëlise',
    back: 'ËLISE@contoso.com',
    typed: ['contoso\\ËLISE', 'CONTOSO\\ëlise', 'ëLiSe@CONTOSO.com'],
  },
  {
    front: 'CONTOSO\\ŽANA',
    back: 'Žana@contoso.com',
    typed: ['contoso\\žana', 'Contoso\\Žana', 'žANA@contoso.com'],
  },
  // Small letters of this one are two: an i and a dot.
  {
    front: 'CONTOSO\\İpek',
    back: 'İPEK@contoso.com',
    typed: ['contoso\\i\u0307PEK', 'CONTOSO\\İPEK'],
  },
  // A sigma at the end of a word has another small letter than elsewhere.
  {
    front: 'CONTOSO\\ΝΙΚΟΣ',
    back: 'ΝΙΚΟΣ.Α@contoso.com',
    typed: ['contoso\\νικος', 'contoso\\ΝΙΚΟΣ', 'contoso\\νικοσ'],
  },
  // The same letter in one character or in two.
  {
    front: 'CONTOSO\\Zoe\u0308',
    back: 'Zo\u00eb@contoso.com',
    typed: ['contoso\\zo\u00eb', 'contoso\\ZOE\u0308', 'contoso\\ZO\u00cb'],
  },
  { front: 'CONTOSO\\Straße', back: 'straße@contoso.com', typed: ['CONTOSO\\STRAßE'] },
];

/** Without ß, of which it would make two letters. */
const upper = (text: string): string => text.replace(/[^ß]+/g, (part) => part.toUpperCase());

let get: Awaited<ReturnType<typeof servedFor>>['get'];
const guid = (kind: string, n: number): string => `${kind.repeat(8)}-0000-4000-8000-00000000000${n}`;

beforeAll(async () => {
  const fronts: Values[] = [];
  const backs: Values[] = [];
  people.forEach(({ front, back }, i) => {
    const ids = `R:{${guid('A', i)}}:1;RT:Connect;CI:{${guid('B', i)}}:7;CID:{${guid('B', i)}}`;
    const [status, code] = i % 2 === 0 ? [503, 'x'] : [200, ''];
    const mailbox = `${guid('c', i)}`;
    const of = { AnchorMailbox: `MailboxGuid~${mailbox}`, UrlQuery: `?MailboxId=${mailbox}@contoso.com` };
    fronts.push(frontRow(2 * i + 1, { ...of, AuthenticatedUser: front, ClientRequestId: ids }));
    fronts.push(
      frontRow(2 * i + 2, {
        ...of,
        AuthenticatedUser: upper(front),
        ClientRequestId: ids.replace(':1;RT:Connect', ':2;RT:Execute'),
        HttpStatus: status ?? 200,
        ErrorCode: code ?? '',
      }),
    );
    backs.push(
      backRow(2 * i + 1, {
        AuthenticatedUserEmail: back,
        UPN: '',
        MapiRequestId: `{${guid('A', i)}}:1`,
        MapiClientInfo: `{${guid('B', i)}}:7`,
        RequestType: 'Connect',
        MailboxId: `${mailbox}@contoso.com`,
      }),
    );
  });
  const db = await ingestedFor({
    'EXCH01/HttpProxy_2026030409-1.LOG': log('http_proxy', fronts),
    'EXCH02/MapiHttp_2026030409-1.LOG': log('mapi_http', backs),
  });
  ({ get } = await servedFor(db));
});

describe.each(people)('$front', ({ front, back, typed }) => {
  test.each([front, upper(front), front.toLowerCase(), back, upper(back), ...typed])(
    'is found as %s',
    async (name) => {
      const of = `user=${encodeURIComponent(name)}`;
      const { requests } = (await get(`/api/v1/requests?${of}`)).json();
      expect(requests).toHaveLength(2);
      expect((await get(`/api/v1/sessions?${of}`)).json().sessions).toHaveLength(1);
      const failed = requests.filter((one: { outcome: string }) => one.outcome === 'failed').length;
      expect((await get(`/api/v1/failures?${of}`)).json().failures).toHaveLength(failed);
      const overview = (await get(`/api/v1/overview?${of}&since=2026-03-04&until=2026-03-05`)).json();
      expect(overview.totals).toMatchObject({ requests: 2, users: 1, failed });
      const page = await get(`/api/v1/users/${encodeURIComponent(name)}`);
      expect(page.statusCode).toBe(200);
      const { users } = (
        await get(`/api/v1/users?q=${encodeURIComponent(name)}&since=2026-03-04&until=2026-03-05`)
      ).json();
      expect(users).toHaveLength(1);
      const { hits } = (await get(`/api/v1/search?q=${encodeURIComponent(name)}`)).json();
      expect(hits.filter(({ kind }: { kind: string }) => kind === 'user')).toHaveLength(1);
    },
  );
});
