import type { IngestProgress } from './tally.ts';

/** Adds up the readings of a backlog, each of which only knows its own files. */
export class BacklogProgress {
  #files = 0;
  #bytes = 0;
  #records = 0;
  #left = { files: 0, bytes: 0 };

  /** To be called before a reading. @param left what is still unread, with what is read now */
  begin(left: { files: number; bytes: number }): void {
    this.#left = left;
  }

  /** @param progress of the reading under way @returns that of all readings */
  of(progress: IngestProgress): IngestProgress {
    return {
      files: this.#files + Math.max(this.#left.files, progress.files),
      filesDone: this.#files + progress.filesDone,
      bytes: this.#bytes + Math.max(this.#left.bytes, progress.bytes),
      bytesDone: this.#bytes + progress.bytesDone,
      records: this.#records + progress.records,
      path: progress.path,
    };
  }

  /** To be called after a reading. */
  end({ filesDone, bytesDone, records }: IngestProgress): void {
    this.#files += filesDone;
    this.#bytes += bytesDone;
    this.#records += records;
  }
}
