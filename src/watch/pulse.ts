/** A folder whose logs of one kind used to grow, and have stopped while they were watched. */
export interface StaleSource {
  folder: string;
  kind: string;
  /** How long it has been silent, milliseconds. */
  silentMs: number;
}

/** Growth that must have been seen before a silence means anything. */
const ENOUGH_GROWTHS = 5;
/** No silence shorter than this is worth a word: a quiet server writes a health check every few minutes. */
const SHORTEST_MS = 10 * 60_000;
/** A silence so many times as long as the usual pause is no pause any more. */
const TIMES_USUAL = 4;
/** After so long a pause counts half: the pauses of a night must not hide a failure at noon for days. */
const HALF_LIFE_MS = 6 * 60 * 60_000;
/** Time between two beats of our own in which nothing was watched: the machine slept, or the database was locked. */
const ABSENT_MS = 30_000;

interface Rhythm {
  folder: string;
  kind: string;
  growths: number;
  grewMs: number;
  /** The longest pause lately; earlier ones count less and less. */
  usualMs: number;
}

/** Learns how often the logs of a folder grow, and tells when that has stopped. */
export class Pulse {
  readonly #rhythms = new Map<string, Rhythm>();
  #beatMs: number | null = null;

  /** To be called every few seconds while growth would be noticed. */
  beat(nowMs: number): void {
    const absent = this.#beatMs === null ? 0 : nowMs - this.#beatMs;
    this.#beatMs = nowMs;
    // What was not watched is no silence; and clocks can be set back.
    if (absent > ABSENT_MS || absent < 0)
      for (const rhythm of this.#rhythms.values()) rhythm.grewMs += absent;
  }

  /** Notes that a log of this kind in this folder has grown. */
  grew(folder: string, kind: string, nowMs: number): void {
    const key = `${kind} ${folder}`;
    const known = this.#rhythms.get(key);
    if (known === undefined) {
      this.#rhythms.set(key, { folder, kind, growths: 1, grewMs: nowMs, usualMs: 0 });
      return;
    }
    const pause = nowMs - known.grewMs;
    known.usualMs = Math.max(pause, known.usualMs * 0.5 ** (pause / HALF_LIFE_MS));
    known.grewMs = nowMs;
    known.growths++;
  }

  /** Forgets folders that are not there any more. */
  keep(isThere: (folder: string) => boolean): void {
    for (const [key, { folder }] of this.#rhythms) if (!isThere(folder)) this.#rhythms.delete(key);
  }

  /** What has stopped, the longest silence first. */
  stale(nowMs: number): StaleSource[] {
    return [...this.#rhythms.values()]
      .filter(
        ({ growths, grewMs, usualMs }) =>
          growths >= ENOUGH_GROWTHS && nowMs - grewMs > Math.max(SHORTEST_MS, TIMES_USUAL * usualMs),
      )
      .map(({ folder, kind, grewMs }) => ({ folder, kind, silentMs: nowMs - grewMs }))
      .sort((a, b) => b.silentMs - a.silentMs);
  }
}
