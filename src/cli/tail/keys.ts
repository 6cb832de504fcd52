/** What the keys of the terminal view do. */
export interface Keys {
  pause(): void;
  end(): void;
}

const CTRL_C = '\u0003';

/** Listens to the keys of a terminal; where there is none it does nothing. @returns how to leave the terminal as it was */
export function listenToKeys(input: NodeJS.ReadStream, keys: Keys): () => void {
  if (input.isTTY !== true) return () => undefined;
  const take = (typed: string): void => {
    for (const key of typed) {
      if (key === ' ') keys.pause();
      else if (key === 'q' || key === 'Q' || key === CTRL_C) keys.end();
    }
  };
  // Raw: each key comes as it is typed. Ctrl+C comes as a key then, too.
  input.setRawMode(true);
  input.setEncoding('utf8');
  input.on('data', take);
  return () => {
    input.off('data', take);
    input.setRawMode(false);
    input.pause();
  };
}
