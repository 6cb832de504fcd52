import { PassThrough } from 'node:stream';
import { describe, expect, test, vi } from 'vitest';
import { TextPrinter } from '../../../src/cli/tail/printers.ts';
import { TailView } from '../../../src/cli/tail/view.ts';
import { terminal } from './terminal.ts';

const row = (id: number, changes: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id,
    ended_at: '2026-03-04T09:12:44.031Z',
    outcome: 'ok',
    user: `user${id}`,
    request_type: 'Execute',
    http_status: 200,
    front_end: 'EXCH01',
    back_end: null,
    ...changes,
  });

function onTerminal(env: NodeJS.ProcessEnv = {}) {
  const out = terminal(160, env);
  const notes = terminal();
  const view = new TailView(out.stream, notes.stream);
  const printer = new TextPrinter(view);
  const send = (data: string): void => {
    printer.event('request', data);
  };
  return { out, notes, view, printer, send };
}

const settled = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 30_000 });

describe('the terminal view', () => {
  test('says the day once, then a line a request', async () => {
    const { out, send } = onTerminal();
    send(row(1));
    send(row(2));
    send(row(3, { ended_at: '2026-03-05T00:00:00.001Z' }));
    await settled(() => expect(out.text().trimEnd().split('\n')).toHaveLength(5));
    const lines = out.text().split('\n');
    expect(lines[0]).toBe('-- 2026-03-04 (UTC) --');
    expect(lines[1]).toMatch(/^ 09:12:44\.031 {2}ok .*user1 /);
    expect(lines[2]).toContain('user2');
    expect(lines[3]).toBe('-- 2026-03-05 (UTC) --');
  });

  test('a request that comes again is printed again only when it looks different, with a mark', async () => {
    const { out, send } = onTerminal();
    send(row(1));
    send(row(1, { client_ip: '10.0.0.1' }));
    send(row(1, { back_end: 'EXCH02' }));
    send(row(2));
    await settled(() => expect(out.text()).toContain('user2'));
    const lines = out
      .text()
      .split('\n')
      .filter((line) => line.includes('user1'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^ .*EXCH01 → -$/);
    expect(lines[1]).toMatch(/^~.*EXCH01 → EXCH02$/);
  });

  test('after a new start of the server the same number is another request', async () => {
    const { out, printer, send } = onTerminal();
    send(row(1));
    send(row(1));
    printer.event('gap', '{"reason": "restart", "dropped": 0}');
    send(row(1));
    send(row(2));
    await settled(() => expect(out.text()).toContain('user2'));
    expect(out.text().match(/user1/g)).toHaveLength(2);
    expect(out.text()).not.toContain('~');
  });

  test('outcomes have colours, unless NO_COLOR is set', async () => {
    for (const [env, expected] of [
      [{}, true],
      [{ NO_COLOR: '1' }, false],
    ] as const) {
      const { out, send } = onTerminal(env);
      send(row(1, { outcome: 'failed' }));
      await settled(() => expect(out.text()).toContain('user1'));
      expect(out.text().includes('\u001b[31m')).toBe(expected);
      expect(out.text().includes('\u001b')).toBe(expected);
    }
  });

  test('a pause counts what comes, and then shows it', async () => {
    const { out, notes, view, send } = onTerminal();
    view.togglePause();
    send(row(1));
    send(row(2));
    send(row(1, { back_end: 'EXCH02' }));
    await settled(() => expect(notes.text()).toContain('paused, 2 new'));
    expect(out.text()).toBe('');
    view.togglePause();
    await settled(() => expect(out.text()).toContain('EXCH02'));
    expect(out.text().match(/user1/g)).toHaveLength(1);
    expect(out.text()).toContain('user2');
    expect(notes.text()).not.toContain('not shown');
  });

  test('a long pause says how many it does not show', async () => {
    const { out, notes, view, send } = onTerminal();
    view.togglePause();
    for (let id = 1; id <= 1_003; id++) send(row(id));
    view.togglePause();
    await settled(() => expect(out.text()).toContain('user1003 '));
    await settled(() =>
      expect(notes.text()).toContain('-- 3 older requests came while paused and are not shown --'),
    );
    expect(out.text()).toContain('user4 ');
    expect(out.text()).not.toContain('user3 ');
  });

  test('says gaps and lost connections in lines of their own', async () => {
    const { notes, printer, view } = onTerminal();
    view.togglePause();
    printer.event('gap', '{"reason": "slow", "dropped": 1234}');
    printer.lost('ECONNRESET\u001b[2J', 2_000);
    await settled(() => expect(notes.text()).toContain('next try in 2 s --\n'));
    expect(notes.text()).toContain('too slowly: 1,234 requests are not shown');
    expect(notes.text()).not.toContain('\u001b[2J');
  });
});

test('where there is no terminal there is no colour, no day line, and a whole time', async () => {
  const out = new PassThrough();
  const notes = new PassThrough();
  const view = new TailView(out, notes);
  new TextPrinter(view).event('request', row(1, { outcome: 'failed' }));
  view.togglePause();
  view.end();
  const text = String(out.read());
  expect(text).toMatch(/^ 2026-03-04T09:12:44\.031Z {2}failed /);
  expect(text).not.toContain('\u001b');
  expect(notes.read()).toBeNull();
});
