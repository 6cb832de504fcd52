import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { TokenError, TokenFile } from '../../src/access/token-file.ts';
import { temporaryFolder } from '../support/database.ts';

const newFile = (): string => path.join(temporaryFolder(), 'x.db');

describe('the tokens of a database', () => {
  test('are 256 random bits behind a prefix, and kept as hashes alone', () => {
    const tokens = new TokenFile(newFile());
    const text = tokens.create('anna', 'read', null);
    expect(text).toMatch(/^mapiscope_[A-Za-z0-9_-]{43}$/);
    expect(tokens.create('bert', 'sql', null)).not.toBe(text);
    const kept = readFileSync(tokens.file, 'utf8');
    expect(kept).toContain('anna');
    expect(kept).not.toContain(text.slice('mapiscope_'.length));
  });

  test.skipIf(process.platform === 'win32')('are readable by their owner alone', () => {
    const tokens = new TokenFile(newFile());
    tokens.create('anna', 'read', null);
    expect(statSync(tokens.file).mode & 0o777).toBe(0o600);
  });

  test('are found by their whole text', () => {
    const tokens = new TokenFile(newFile());
    const text = tokens.create('anna', 'sql', null);
    expect(tokens.find(text)).toMatchObject({ name: 'anna', scope: 'sql' });
    for (const wrong of ['', text.slice(0, -1), `${text}x`, text.toLowerCase(), text.slice(10), `${text}\0`])
      expect(tokens.find(wrong), wrong).toBeNull();
  });

  test('are good until they expire or are revoked, also for who has the file open already', () => {
    vi.useFakeTimers({ now: 1_000_000, toFake: ['Date'] });
    try {
      const file = newFile();
      const server = new TokenFile(file);
      expect(server.list()).toEqual([]);
      const command = new TokenFile(file);
      const short = command.create('short', 'read', 1_060_000);
      const long = command.create('long', 'read', null);
      const found = server.find(short);
      expect(found?.name).toBe('short');
      vi.setSystemTime(1_059_999);
      expect(server.find(short)?.name).toBe('short');
      vi.setSystemTime(1_060_000);
      expect(server.find(short)).toBeNull();
      expect(found && server.isGood(found)).toBe(false);
      const other = server.find(long);
      command.revoke('LONG');
      expect(server.find(long)).toBeNull();
      expect(other && server.isGood(other)).toBe(false);
      expect(server.list().map(({ name }) => name)).toEqual(['short']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('have names that can be told apart and shown', () => {
    const tokens = new TokenFile(newFile());
    tokens.create('Anna-1@contoso.com', 'read', null);
    expect(() => tokens.create('anna-1@CONTOSO.com', 'read', null)).toThrow(/there is a token named/);
    for (const bad of ['', ' ', '-x', 'a b', 'a\nb', '\u001b[31m', 'x'.repeat(65), '../x'])
      expect(() => tokens.create(bad, 'read', null), bad).toThrow(TokenError);
    expect(() => tokens.revoke('nobody')).toThrow(/no token named nobody/);
  });

  test('are not half written: a change under way elsewhere is said', () => {
    const tokens = new TokenFile(newFile());
    tokens.create('anna', 'read', null);
    writeFileSync(`${tokens.file}.new`, '');
    expect(() => tokens.create('bert', 'read', null)).toThrow(/another command is changing the tokens/);
    expect(tokens.list().map(({ name }) => name)).toEqual(['anna']);
  });

  test.each([
    '',
    '{',
    '[]',
    '{"tokens":[{"name":"x","scope":"root","sha256":"","created_ms":0,"expires_ms":null}]}',
  ])('let nobody in when their file is spoiled: %j', (text) => {
    const tokens = new TokenFile(newFile());
    const good = tokens.create('anna', 'read', null);
    writeFileSync(tokens.file, text);
    expect(() => tokens.find(good)).toThrow(TokenError);
  });
});
