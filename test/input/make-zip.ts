import { crc32, deflateRawSync } from 'node:zlib';

/** A member for `makeZip`; the optional parts make it wrong on purpose. */
export interface TestMember {
  name: string;
  data: Buffer | string;
  method?: number;
  flags?: number;
  /** Declared instead of the real ones. */
  size?: number;
  crc?: number;
  /** Unix mode, e.g. of a symbolic link. */
  mode?: number;
  /** Points at the data of this earlier member. */
  sharesDataOf?: number;
}

/** Bytes of a `.zip` with these members: just enough of the format for tests. */
export function makeZip(members: readonly TestMember[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const member of members) {
    const data = Buffer.from(member.data);
    const method = member.method ?? 8;
    const stored = method === 8 ? deflateRawSync(data) : data;
    const name = Buffer.from(member.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x800 | (member.flags ?? 0), 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt16LE((10 << 11) | (30 << 5), 6);
    common.writeUInt16LE(((2023 - 1980) << 9) | (1 << 5) | 6, 8);
    common.writeUInt32LE(member.crc ?? crc32(data), 10);
    common.writeUInt32LE(stored.length, 14);
    common.writeUInt32LE(member.size ?? data.length, 18);
    common.writeUInt16LE(name.length, 22);
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), common, name]);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(((member.mode ?? 0) << 16) >>> 0, 6);
    const shared = member.sharesDataOf === undefined ? undefined : offsets[member.sharesDataOf];
    entry.writeUInt32LE(shared ?? offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03'), common, entry, name);
    offsets.push(offset);
    if (shared === undefined) {
      parts.push(head, stored);
      offset += head.length + stored.length;
    }
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
