import { present, type Text } from './absent.ts';

const ADDRESS = /^[\d.]+$|:/;

/**
 * A server by its short name in upper case. The logs name one machine in several ways: `EXCH01` (ServerHostName,
 * session cookie), `EXCH01.contoso.com` (TargetServer), `EXCH01.CONTOSO.COM` (SourceCafeServer). Addresses stay.
 */
export function serverName(text: Text): string | null {
  const value = present(text);
  if (value === null || ADDRESS.test(value)) return value;
  const dot = value.indexOf('.');
  return (dot > 0 ? value.slice(0, dot) : value).toUpperCase();
}
