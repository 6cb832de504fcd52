import { present, type Text } from './absent.ts';

export interface ClientSoftware {
  /** Process or product name; Outlook is `OUTLOOK.EXE`, as the back-end logs write it. */
  readonly software: string | null;
  /** Version as written, digits and dots. */
  readonly version: string | null;
}

/**
 * Programs known by a part of their user agent (any letter case), the most telling first: the version is the
 * number after `version`, or after `mark` when that is missing. Browsers name others they are compatible with.
 */
export const SOFTWARE_MARKS: readonly { mark: string; software: string; version?: string }[] = [
  { mark: 'Microsoft Outlook ', software: 'OUTLOOK.EXE' },
  { mark: 'Edg/', software: 'Edge' },
  { mark: 'Edge/', software: 'Edge' },
  { mark: 'OPR/', software: 'Opera' },
  { mark: 'Firefox/', software: 'Firefox' },
  { mark: 'Chrome/', software: 'Chrome' },
  { mark: 'Safari/', software: 'Safari', version: 'Version/' },
  { mark: 'MSIE ', software: 'Internet Explorer' },
  { mark: 'Trident/', software: 'Internet Explorer', version: 'rv:' },
];

const MARKS = SOFTWARE_MARKS.map((row) => ({
  software: row.software,
  mark: row.mark.toLowerCase(),
  version: (row.version ?? row.mark).toLowerCase(),
}));

const VERSION = /^\d{1,9}(?:\.\d{1,9}){0,5}/;
/** User agents are short; what follows is not looked at. */
const LONGEST = 1024;

function versionAt(text: string, at: number): string | null {
  return VERSION.exec(text.slice(at, at + 64))?.[0] ?? null;
}

/**
 * Program and version of HttpProxy's `UserAgent` (in which commas became blanks).
 *
 *     Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.16731; Pro)   OUTLOOK.EXE 16.0.16731
 *     MapiHttpClient                                                               MapiHttpClient, no version
 *     AMProbe/Local/ClientAccess                                                   AMProbe, no version
 *
 * Others by {@link SOFTWARE_MARKS}, else the text before the first `/`, `(` or `;` with the number after a `/`.
 */
export function parseClientSoftware(text: Text): ClientSoftware {
  const agent = present(text?.trim())?.slice(0, LONGEST) ?? null;
  if (agent === null) return { software: null, version: null };
  const lower = agent.toLowerCase();
  for (const row of MARKS) {
    if (!lower.includes(row.mark)) continue;
    const at = lower.indexOf(row.version);
    return { software: row.software, version: at < 0 ? null : versionAt(lower, at + row.version.length) };
  }
  const end = agent.search(/[/(;]/);
  if (end < 0) return { software: agent, version: null };
  const software = present(agent.slice(0, end).trim());
  return { software, version: agent[end] === '/' ? versionAt(agent, end + 1) : null };
}
