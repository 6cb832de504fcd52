import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';

const OPTIONS = { chunkSize: 256 * 1024 };

/** Decompressed bytes of a `.gz`, also of several put one behind the other. */
export function gunzip(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return decompress(source, () => createGunzip(OPTIONS));
}

/** Decompressed bytes of a deflated `.zip` member. */
export function inflateRaw(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  return decompress(source, () => createInflateRaw(OPTIONS));
}

/**
 * Neither `pipeline` nor `for await` over the stream, since both drop what is decompressed but not yet read when the
 * data turns out cut or damaged. Here everything before the bad place is handed over, then the failure is thrown.
 * Only one chunk waits on either side, however far the data expands.
 */
async function* decompress(
  source: AsyncIterable<Buffer>,
  create: () => Gunzip | InflateRaw,
): AsyncGenerator<Buffer> {
  const stage = create();
  const failures: { source?: unknown; stage?: unknown } = {};
  let closed = false;
  let wakeReader = (): void => {};
  let wakeFeeder = (): void => {};
  stage.on('readable', () => wakeReader());
  stage.on('end', () => wakeReader());
  stage.on('error', (error) => {
    failures.stage = error;
  });
  stage.on('close', () => {
    closed = true;
    wakeReader();
    wakeFeeder();
  });

  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of source) {
        // The call back of a write may never come once the stage is closed, hence the second way to wake.
        await new Promise<void>((resolve) => {
          wakeFeeder = resolve;
          if (closed) resolve();
          else stage.write(chunk, () => resolve());
        });
        if (closed) return;
      }
    } catch (error) {
      failures.source = error;
    }
    // Only after the last write is through: a write together with the end would lose its output if the data is cut.
    if (!closed) stage.end();
  };

  const fed = feed();
  try {
    for (;;) {
      const chunk: Buffer | null = stage.read();
      if (chunk !== null) {
        yield chunk;
      } else if (closed || stage.readableEnded) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
  } finally {
    stage.destroy();
    await fed;
  }
  const failure = failures.source ?? failures.stage;
  if (failure !== undefined) throw failure;
}
