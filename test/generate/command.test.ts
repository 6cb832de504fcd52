import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CommanderError } from 'commander';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { generateCommand } from '../../src/cli/commands/generate.ts';
import type { Truth } from '../../src/generate/truth.ts';
import { logFiles, scratchFolder } from './written-logs.ts';

let said: string;
beforeEach(() => {
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function run(...flags: string[]): Promise<void> {
  const command = generateCommand().exitOverride();
  await command.parseAsync(flags, { from: 'user' });
}

it('writes logs and truth, takes units, repeats scenarios, shows progress', async () => {
  const folder = scratchFolder();
  const truthFile = path.join(folder, 'truth.json');
  const out = path.join(folder, 'logs');
  const scenarios = ['--scenario', 'network_switch', '--scenario', 'throttling'];
  await run(
    '--out',
    out,
    ...scenarios,
    '--clients',
    '4',
    '--hours',
    '30m',
    '--noise',
    '20%',
    '--truth',
    truthFile,
    '--seed',
    '9',
  );
  const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
  expect(truth.seed).toBe(9);
  expect(truth.options).toMatchObject({
    scenarios: ['network_switch', 'throttling'],
    clients: 4,
    hours: 0.5,
    noise: 0.2,
  });
  expect(logFiles(out).length).toBeGreaterThan(0);
  expect(said).toContain('100 %');
  expect(said).toMatch(/\d+ records of 2 servers/);
});

it.each([
  [['--hours', '0'], /Expected hours/],
  [['--hours', 'soon'], /Expected hours/],
  [['--clients', '1.5'], /whole number/],
  [['--servers', '-1'], /whole number/],
  [['--noise', '100%'], /Expected a share/],
  [['--scenario', 'doomsday'], /Known scenarios: clean_day/],
  [['--layout', '2010'], /Allowed choices are 2013/],
  [['--start', 'yesterday'], /ISO-8601/],
  [['--scenario', 'clock_skew', '--servers', '1'], /needs at least 2 servers/],
])('refuses %j', async (flags, message) => {
  const out = path.join(scratchFolder(), 'logs');
  await expect(run('--out', out, ...flags)).rejects.toThrow(CommanderError);
  expect(said).toMatch(message);
  expect(existsSync(out)).toBe(false);
});
