import type { Code, CodeFamily, CodeLayer } from '../../src/formats/codes/code.ts';
import { CODES } from '../../src/formats/codes/codes.ts';
import { STATUSES } from '../../src/formats/codes/statuses.ts';

const LAYERS: readonly { layer: CodeLayer; title: string; logged: string; text: string }[] = [
  {
    layer: 'http',
    title: 'HTTP status',
    logged: '`HttpStatus` and `BackEndStatus` of HttpProxy, `HttpStatusCode` of MapiHttp',
    text: 'Statuses that are not here are classed `bad_request` below 500, and `server_error` from 500 on.',
  },
  {
    layer: 'proxy',
    title: '`ErrorCode` of HttpProxy',
    logged: '`ErrorCode` of HttpProxy',
    text: 'The log has the name, or the number beside it. It may also hold the type of an exception.',
  },
  {
    layer: 'mapihttp',
    title: 'X-ResponseCode',
    logged: '`ResponseCode` of MapiHttp',
    text: 'From MS-OXCMAPIHTTP 2.2.3.3.3. Servers that are not Exchange use other numbers.',
  },
  {
    layer: 'rpc',
    title: 'Results of requests and operations',
    logged: '`StatusCode` of MapiHttp, `N (rpc::…)` in `rpc-status`: the request as a whole',
    text: `\`rop\` has the same codes but for 1726 and 1783; 1722 and 1723 are \`LockTimedOut\` and \`ObjectLocked\` there. Codes
without a meaning are in the [full list](#full-list).`,
  },
  {
    layer: 'rop',
    title: '',
    logged: '`ReturnCode` of MapiHttp, `N (rop::…)` in `rpc-status`: one operation of the request',
    text: '',
  },
  {
    layer: 'nspi',
    title: 'Results of the address book',
    logged: '`rpc-status` of the address-book logs',
    text: 'The log has hexadecimal digits without `0x`: `10` is sixteen. Other HRESULTs are in the [full list](#full-list).',
  },
];

const FAMILIES: readonly { family: CodeFamily; title: string }[] = [
  { family: 'exchange', title: "Exchange's own numbers" },
  { family: 'mapi', title: 'HRESULTs' },
  { family: 'warning', title: 'Warnings' },
  { family: 'engine', title: 'Storage engine' },
];

const hex = (number: number): string => `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;

/** How a table row names a code. */
function codeCell({ layer, code, number }: Code): string {
  if (layer === 'proxy') return String(number ?? '');
  if (layer === 'nspi') return `\`${code}\``;
  return number !== null && number > 0xffff ? `\`${hex(number)}\`` : code;
}

function row(code: Code): string {
  const names = [code.name, ...code.aliases].map((name) => `\`${name}\``).join(', ');
  const mark = code.sure ? '' : ' (?)';
  const group = code.class === null ? '' : `\`${code.class}\``;
  return `| ${codeCell(code)} | ${names}${mark} | ${group} | ${code.meaning ?? ''} | ${code.action ?? ''} |`;
}

/** A table of the codes of a layer that have a meaning, by number. */
function tableOf(layer: CodeLayer): string {
  const rows = CODES.filter((code) => code.layer === layer && code.meaning !== null)
    .sort((a, b) => (a.number ?? 0x100000000) - (b.number ?? 0x100000000))
    .map(row);
  return ['| code | name | class | meaning | what to do |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** Numbers and names of a family, some on a line. */
function listOf(family: CodeFamily): string {
  const entries = STATUSES.filter((status) => status.family === family).map(({ number, name }) => {
    const isHex = family === 'mapi' || (family === 'warning' && number > 0xffff);
    return `${isHex ? hex(number) : number | 0} ${name}`;
  });
  const lines: string[] = [];
  for (const entry of entries) {
    const last = lines.at(-1);
    if (last === undefined || last.length + entry.length > 110) lines.push(entry);
    else lines[lines.length - 1] = `${last} · ${entry}`;
  }
  return ['```text', ...lines, '```'].join('\n');
}

/** The page `docs/reference/codes.md`, made from the program's own tables. */
export const codesPage = (): string =>
  `# Codes

What the codes in the logs mean, in which [class](views.md#failure_class) a request falls that fails with them, and what
to do. In SQL all of it is in the view [\`codes\`](views.md#codes). The program's own tables are in \`src/formats/codes/\`;
this page is made from them.

One number means different things in different layers: look it up in the layer that logged it. A code that is not
here is not wrong: mapiscope shows it as the log has it, in the class \`unknown\` or that of the HTTP status.

\`(?)\` marks what is 2013 behaviour or an inference, and not confirmed by a public source for later versions. What to do
is advice, not documentation. An empty class means that the code alone does not decide it, or tells of no failure.

| layer | where it is logged |
|---|---|
${LAYERS.map(({ layer, logged }) => `| \`${layer}\` | ${logged} |`).join('\n')}

${LAYERS.filter(({ title }) => title !== '')
  .map(({ layer, title, text }) => `## ${title}\n\n${text}\n\n${tableOf(layer)}\n`)
  .join('\n')}
## Full list

The ${STATUSES.length} statuses of MS-OXCDATA 2.4. Negative numbers are signed; unsigned they are 4,294,967,296 more.

${FAMILIES.map(({ family, title }) => `### ${title}\n\n${listOf(family)}\n`).join('\n')}`;
