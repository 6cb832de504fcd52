/** Aborts when the process is asked to stop: Ctrl+C, Ctrl+Break, a closing console, SIGTERM. A second time it ends at once. */
export function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort());
  return stop.signal;
}

/** A program that follows logs for months goes on when nobody listens to it any more: a closed pipe is no reason to end. */
export function goOnUnheard(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
}

/** Resolves when the signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
