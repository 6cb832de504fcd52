/** How many first bytes decide whether a file is text. */
export const PROBE_BYTES = 4096;

/** Whether these first bytes are clearly no text: a NUL byte, and no byte order mark of UTF-16, which is full of them. */
export function looksBinary(head: Buffer): boolean {
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return !isUtf16 && head.subarray(0, PROBE_BYTES).includes(0);
}
