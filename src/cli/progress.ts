import bytes from 'bytes';
import { Presets, SingleBar } from 'cli-progress';
import type { IngestProgress } from '../ingest/tally.ts';

/** Shows how far an ingest is. */
export interface ProgressView {
  update(progress: IngestProgress): void;
  stop(): void;
}

const silent: ProgressView = { update: () => undefined, stop: () => undefined };

/** A bar with rate and remaining time on a terminal, a line every ten seconds elsewhere; nothing when quiet. */
export function progressView(stream: NodeJS.WriteStream, quiet: boolean): ProgressView {
  if (quiet) return silent;
  return stream.isTTY ? bar(stream) : lines(stream);
}

const rate = (done: number, started: number): string => {
  const seconds = (performance.now() - started) / 1000;
  return `${bytes.format(seconds > 0 ? done / seconds : 0, { decimalPlaces: 0 }) ?? '0B'}/s`;
};

function bar(stream: NodeJS.WriteStream): ProgressView {
  const started = performance.now();
  const single = new SingleBar(
    {
      format:
        '{bar} {percentage}%  {rate}  {eta_formatted} left  {filesDone}/{files} files  {records} records',
      stream,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
      fps: 8,
    },
    Presets.shades_grey,
  );
  let running = false;
  return {
    update({ bytes: total, bytesDone, files, filesDone, records }) {
      const payload = {
        files,
        filesDone,
        records: records.toLocaleString('en'),
        rate: rate(bytesDone, started),
      };
      if (!running && total > 0) {
        single.start(total, bytesDone, payload);
        running = true;
      } else if (running) single.update(bytesDone, payload);
    },
    stop: () => single.stop(),
  };
}

function lines(stream: NodeJS.WriteStream): ProgressView {
  const started = performance.now();
  let last = started;
  return {
    update({ bytes: total, bytesDone, filesDone, files, records }) {
      const now = performance.now();
      if (now - last < 10_000) return;
      last = now;
      const percent = total > 0 ? Math.floor((100 * bytesDone) / total) : 0;
      stream.write(
        `${percent}% ${filesDone}/${files} files, ${records} records, ${rate(bytesDone, started)}\n`,
      );
    },
    stop: () => undefined,
  };
}
