import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  databaseFromDatabaseGuid,
  mailboxFromAnchor,
  mailboxFromMailboxId,
  mailboxFromUrlQuery,
} from '../../../src/formats/values/mailbox.ts';

const BOX = '5c0f1b2a-9d3e-4f60-8a7b-0c1d2e3f4a5b';
const DB = '77aa0d4e-1b2c-4d3e-9f80-a1b2c3d4e5f6';
const DB2 = 'e0d1c2b3-a495-4867-b7a8-99aabbccddee';
const NONE = { mailbox: null, domain: null };
const FOUND = { mailbox: BOX, domain: 'contoso.example' };

describe('mailboxFromMailboxId', () => {
  test.each([
    [`${BOX}@contoso.example`, FOUND],
    [`${BOX.toUpperCase()}@Contoso.Example`, FOUND],
    [BOX, { mailbox: BOX, domain: null }],
    [`${BOX}@`, { mailbox: BOX, domain: null }],
    [
      '1234567-4444-1234-4567-123456789987@a.test',
      { mailbox: '1234567-4444-1234-4567-123456789987', domain: 'a.test' },
    ],
    ['user@contoso.example', NONE],
    ['', NONE],
    ['<null>', NONE],
    [undefined, NONE],
  ])('%j', (text, ref) => {
    expect(mailboxFromMailboxId(text)).toEqual(ref);
  });
});

describe('mailboxFromUrlQuery', () => {
  test.each([
    [`?MailboxId=${BOX}@contoso.example`, FOUND],
    [`?mailboxId=${BOX}@contoso.example`, FOUND],
    [`MailboxId=${BOX}@contoso.example&CorrelationID=<empty>;`, FOUND],
    [`?ShowDebug=yes&MAILBOXID=${BOX}%40contoso.example`, FOUND],
    [`?MailboxId=${BOX}%zz`, NONE],
    ['?smtpAddress=user@contoso.example', NONE],
    [`?xMailboxId=${BOX}`, NONE],
    ['?useMailboxOfAuthenticatedUser=true', NONE],
    ['?', NONE],
    ['', NONE],
    [null, NONE],
  ])('%j', (text, ref) => {
    expect(mailboxFromUrlQuery(text)).toEqual(ref);
  });
});

describe('mailboxFromAnchor', () => {
  test.each([
    [`MailboxGuid~${BOX}`, { mailbox: BOX, domain: null }],
    [`mailboxguid~${BOX}@contoso.example`, FOUND],
    ['Sid~S-1-5-21-1-2-3-4', NONE],
    ['Smtp~user@contoso.example', NONE],
    [`DatabaseGuid~${DB}`, NONE],
    ['MailboxGuid~', NONE],
    ['', NONE],
    [undefined, NONE],
  ])('%j', (text, ref) => {
    expect(mailboxFromAnchor(text)).toEqual(ref);
  });
});

describe('databaseFromDatabaseGuid', () => {
  test.each([
    [`|RoutingDB:${DB}`, DB],
    [`|RoutingDB:${DB}|RoutingDB:${DB}`, DB],
    [`|RoutingDB:${DB}|RoutingDB:${DB2.toUpperCase()}`, DB2],
    [`|RoutingDB:${DB}|RoutingDB:`, DB],
    [DB, DB],
    ['|RoutingDB:', null],
    ['|OtherDB:x', null],
    ['', null],
    [undefined, null],
  ])('%j', (text, database) => {
    expect(databaseFromDatabaseGuid(text)).toBe(database);
  });
});

test('never throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'%~|@:&=?a1') })), (text) => {
      mailboxFromUrlQuery(text);
      mailboxFromUrlQuery(`?MailboxId=${text}`);
      mailboxFromAnchor(`MailboxGuid~${text}`);
      databaseFromDatabaseGuid(`|RoutingDB:${text}`);
    }),
  );
});
