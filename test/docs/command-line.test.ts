import { globSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { exitCode } from '../../src/cli/errors.ts';
import { CONFIG_FILE, settings } from '../../src/cli/settings.ts';
import { codes, ROOT, sections, table, textOf } from './markdown.ts';

const page = textOf('docs/reference/command-line.md');
const parts = sections(page, 2);

async function commands(): Promise<Command[]> {
  const found: Command[] = [];
  for (const file of globSync('src/cli/commands/*.ts', { cwd: ROOT }).sort()) {
    const module = (await import(pathToFileURL(path.join(ROOT, file)).href)) as Record<string, unknown>;
    for (const [name, make] of Object.entries(module)) {
      if (typeof make !== 'function' || !/^[a-z]\w*Command$/.test(name)) continue;
      const command: unknown = make();
      if (command instanceof Command) found.push(...leaves(command));
    }
  }
  return found;
}

/** A command and the commands below it; one that only has those is none itself. */
function leaves(command: Command): Command[] {
  const parts = command.commands.flatMap((part) => leaves(part as Command));
  return parts.length === 0 || command.options.length > 0 ? [command, ...parts] : parts;
}

/** `token create` of `mapiscope token create`. */
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

const every = await commands();

describe.each(every.map((command) => [nameOf(command), command] as const))(
  'mapiscope %s',
  (name, command) => {
    const text = parts.find(({ heading }) => heading === `\`mapiscope ${name}\``)?.text ?? '';
    const rows = [...table(text, 'option'), ...table(text, 'argument, option')];

    test('has a section with all its options, and no others', () => {
      const named = rows.map(([first = '']) => codes(first)[0]).filter((flag) => flag?.startsWith('--'));
      expect(named.sort()).toEqual(command.options.map(({ flags }) => flags).sort());
    });

    test('has a row for each argument', () => {
      const named = rows.map(([first = '']) => codes(first)[0]).filter((flag) => flag?.startsWith('<'));
      const expected = command.registeredArguments.map(
        (argument) => `<${argument.name()}${argument.variadic ? '...' : ''}>`,
      );
      expect(named).toEqual(expected);
    });

    test('names the environment variable and the choices of each option', () => {
      for (const { flags, envVar, argChoices } of command.options) {
        const row = rows.find(([first = '']) => codes(first)[0] === flags) ?? [];
        if (envVar !== undefined) expect(codes(row[1] ?? ''), flags).toEqual([envVar]);
        for (const choice of argChoices ?? []) expect(codes(text), flags).toContain(choice);
      }
    });
  },
);

test('the page lists every command', () => {
  expect(every.length).toBeGreaterThan(2);
  const listed = table(page, 'command').map(([name = '']) => codes(name)[0]);
  expect(listed.sort()).toEqual(every.map((command) => `mapiscope ${nameOf(command)}`).sort());
});

test('the page lists every key of the configuration file', () => {
  expect(page).toContain(`\`${CONFIG_FILE}\``);
  const listed = table(page, 'key').map(([key = '', option = '']) => [codes(key)[0], codes(option)[0]]);
  const expected = Object.entries(settings).map(([key, make]) => [key, make().long]);
  expect(listed.sort()).toEqual(expected.sort());
});

test('the page lists every exit code', () => {
  const listed = table(page, 'code').map(([code = '']) => Number(code));
  expect(listed).toEqual(Object.values(exitCode).sort());
});

test('the page lists every scenario', async () => {
  const { scenarioNames } = await import('../../src/generate/scenarios/all.ts');
  const listed = table(page, 'scenario').map(([name = '']) => codes(name)[0]);
  expect(listed).toEqual(scenarioNames);
});

test('the page names every environment variable of the program', () => {
  const sources = globSync('src/cli/**/*.ts', { cwd: ROOT }).map(textOf);
  const variables = new Set(sources.flatMap((source) => source.match(/\bMAPISCOPE_[A-Z_]+/g) ?? []));
  expect(variables.size).toBeGreaterThan(5);
  for (const variable of variables) expect(page).toContain(`\`${variable}\``);
});
