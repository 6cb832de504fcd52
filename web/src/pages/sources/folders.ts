import type { Source } from '../../api/types.ts';
import { splitPath } from '../../format/names.ts';

/** The logs of one kind and server in one folder, together. */
export interface Folder {
  readonly key: string;
  readonly folder: string;
  readonly kind: string | null;
  readonly server: string | null;
  readonly logs: number;
  readonly records: number;
  readonly rejected: number;
  /** Bytes that were seen and not read yet. */
  readonly behindBytes: number;
  readonly failed: number;
  readonly lastAt: string | null;
}

/** Logs by folder, kind and server; the one with the latest record first. */
export function foldersOf(sources: readonly Source[]): Folder[] {
  const groups = new Map<string, Folder>();
  for (const source of sources) {
    const { folders: folder } = splitPath(source.path);
    const key = JSON.stringify([folder, source.kind, source.server]);
    const known = groups.get(key);
    groups.set(key, {
      key,
      folder,
      kind: source.kind,
      server: source.server,
      logs: (known?.logs ?? 0) + 1,
      records: (known?.records ?? 0) + source.records,
      rejected: (known?.rejected ?? 0) + source.rejected,
      behindBytes: (known?.behindBytes ?? 0) + (source.behind_bytes ?? 0),
      failed: (known?.failed ?? 0) + (source.state === 'failed' ? 1 : 0),
      lastAt: later(known?.lastAt ?? null, source.last_at),
    });
  }
  return [...groups.values()].sort((a, b) => (b.lastAt ?? '').localeCompare(a.lastAt ?? ''));
}

/** Times of the API sort as text. */
function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
