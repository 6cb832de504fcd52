import { stat } from 'node:fs/promises';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import { checkedBytes } from './checked-bytes.ts';
import { inflateRaw } from './decompress.ts';
import { readFileChunks } from './file-chunks.ts';

/** A file inside a `.zip`. */
export interface ZipMember {
  /** Its path inside the archive with `/`, for display only: it never becomes a path on disk. */
  innerPath: string;
  name: string;
  /** Bytes after decompression, as the archive declares them; a member that expands further fails. */
  size: number;
  compressedSize: number;
  modifiedMs: number;
  /** Why the member cannot be read, and what to do; null when it can. */
  problem: string | null;
  /** The decompressed bytes, straight from the archive's file. */
  bytes(): AsyncGenerator<Buffer>;
}

/** More members than this is no archive of logs; the list of them must fit in memory. */
const MOST_MEMBERS = 500_000;

const STORED = 0;
const DEFLATED = 8;
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'BZip2',
  14: 'LZMA',
  93: 'Zstandard',
};

// Names are decoded here: with `decodeStrings`, one absolute or `..` name would end the list of the whole archive.
const OPTIONS = { autoClose: false, decodeStrings: false, validateEntrySizes: false };

async function withZip<T>(path: string, use: (zip: ZipFile) => Promise<T>): Promise<T> {
  const zip = await openPromise(path, OPTIONS);
  // Without a listener, a failure to close would end the process.
  zip.on('error', () => {});
  try {
    return await use(zip);
  } finally {
    zip.close();
  }
}

function problemOf(entry: Entry): string | null {
  if (entry.isEncrypted()) {
    return 'This member of the archive is encrypted. Unpack the archive with its password and name the folder.';
  }
  const method = entry.compressionMethod;
  if (method === STORED || method === DEFLATED) return null;
  const name = METHODS[method] ?? `method ${method}`;
  return `This member of the archive is compressed with ${name}, which is not supported. Unpack the archive and name the folder.`;
}

async function* memberBytes(path: string, entry: Entry): AsyncGenerator<Buffer> {
  // The header is checked against the bounds of the file; the data behind it is read without the zip library.
  const { fileDataStart } = await withZip(path, (zip) =>
    zip.readLocalFileHeaderPromise(entry, { minimal: true }),
  );
  const raw = readFileChunks(path, fileDataStart, fileDataStart + entry.compressedSize);
  const bytes = entry.compressionMethod === DEFLATED ? inflateRaw(raw) : raw;
  yield* checkedBytes(bytes, { size: entry.uncompressedSize, crc32: entry.crc32 });
}

const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;

function memberOf(path: string, entry: Entry, seen: Set<string>): ZipMember | null {
  const decoded = getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  );
  const isLink = ((entry.externalFileAttributes >>> 16) & S_IFMT) === S_IFLNK;
  if (decoded.endsWith('/') || isLink) return null;
  // A name made to play with a terminal shows as what it is.
  const shown = decoded.replace(/\p{Cc}/gu, '\ufffd');
  // Two members may have the same name; their rows must not become one source.
  let innerPath = shown;
  for (let copy = 2; seen.has(innerPath); copy += 1) innerPath = `${shown}#${copy}`;
  seen.add(innerPath);
  return {
    innerPath,
    name: shown.slice(shown.lastIndexOf('/') + 1),
    size: entry.uncompressedSize,
    compressedSize: entry.compressedSize,
    // A damaged date is no date; zero is the usual way to say so.
    modifiedMs: entry.getLastModDate().getTime() || 0,
    problem: problemOf(entry),
    bytes: () => memberBytes(path, entry),
  };
}

/** The members of an archive in its own order; `problem` says why the list is not complete. */
export async function listZipMembers(
  path: string,
): Promise<{ members: ZipMember[]; problem: string | null }> {
  const members: ZipMember[] = [];
  const seen = new Set<string>();
  const { size } = await stat(path);
  let compressed = 0;
  try {
    await withZip(path, async (zip) => {
      for await (const entry of zip.eachEntry()) {
        compressed += entry.compressedSize;
        // Members that share their data are the trick by which a small archive expands without end.
        if (compressed > size) throw new Error('its members claim more data than the archive has');
        if (members.length >= MOST_MEMBERS) throw new Error(`it has more than ${MOST_MEMBERS} members`);
        const member = memberOf(path, entry, seen);
        if (member !== null) members.push(member);
      }
    });
  } catch (error) {
    // Failures of the file system have their own words.
    if (error instanceof Error && 'code' in error) throw error;
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
    return {
      members,
      problem: `The archive is damaged or incomplete (${reason}). Copy it again from its source.`,
    };
  }
  return { members, problem: null };
}
