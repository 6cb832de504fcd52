/** The first bytes of a stream, `count` or fewer; the rest is not read. */
export async function firstBytes(source: AsyncIterable<Buffer>, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= count) break;
  }
  return Buffer.concat(chunks, Math.min(length, count));
}
