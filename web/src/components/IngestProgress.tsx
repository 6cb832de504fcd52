import type { ReactNode } from 'react';
import type { Status } from '../api.ts';
import { formatBytes, formatDuration, formatNumber, formatPercent } from '../format.ts';
import { texts } from '../texts.ts';
import { useRate } from '../use-rate.ts';

/** How much of a backlog has been read, how fast, and how long it will take; nothing else. */
export function IngestProgress({ ingest }: { readonly ingest: Status['ingest'] | undefined }): ReactNode {
  const running = ingest?.state === 'running';
  const rate = useRate(ingest?.bytes_done ?? 0, running);
  if (ingest === undefined || !running) return null;
  const { files, files_done, bytes, bytes_done } = ingest;
  const said = [
    formatPercent(bytes_done, bytes),
    texts.ingest.files(formatNumber(files_done), formatNumber(files)),
    texts.ingest.bytes(formatBytes(bytes_done), formatBytes(bytes)),
  ];
  if (rate !== null && rate > 0) {
    said.push(texts.ingest.rate(formatBytes(rate)));
    said.push(texts.ingest.remaining(formatDuration(((bytes - bytes_done) / rate) * 1000)));
  }
  return (
    <p className="progress">
      <span>{said.join(', ')}</span>
      <progress
        max={Math.max(bytes, 1)}
        value={Math.min(bytes_done, bytes)}
        aria-label={texts.ingest.label}
      />
    </p>
  );
}
