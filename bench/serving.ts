import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const MAIN = path.resolve('dist/cli/main.js');

interface Status {
  ingest: { state: string; behind_bytes: number; behind_seconds: number; troubles: unknown[] };
  totals: { records: number };
}

/** Resident memory, bytes. */
export interface Memory {
  /** What belongs to the process alone: heaps, buffers, caches of its own. */
  anonymous: number;
  /** Pages of files that are mapped (programs, the index of the write-ahead log): the system takes them back when it likes. */
  files: number;
  /** The anonymous memory of each process, the server itself first; the others in the order in which they were started. */
  processes: { name: string; anonymous: number }[];
}

/** The built `mapiscope serve` in a process of its own. */
export class Serving {
  readonly url: string;
  readonly pid: number;
  readonly #stop: () => Promise<number | null>;

  private constructor(url: string, pid: number, stop: () => Promise<number | null>) {
    this.url = url;
    this.pid = pid;
    this.#stop = stop;
  }

  /** Starts it; it serves when this resolves. @param options more of its flags */
  static async start(logs: string, db: string, options: readonly string[] = []): Promise<Serving> {
    const args = [
      MAIN,
      'serve',
      '--watch',
      logs,
      '--db',
      db,
      '--port',
      '0',
      '--log-level',
      'warn',
      ...options,
    ];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const closed = once(child, 'close').then(([code]) => code as number | null);
    process.once('exit', () => child.kill('SIGKILL'));
    let said = '';
    const served = new Promise<string>((resolve) => {
      child.stdout.on('data', (text) => {
        said += String(text);
        const url = /http:\S+/.exec(said)?.[0];
        if (url !== undefined) resolve(url);
      });
    });
    const url = await Promise.race([served, closed]);
    if (typeof url !== 'string') throw new Error(`serve ended with ${url} before it served`);
    return new Serving(url, child.pid ?? 0, () => {
      child.kill('SIGTERM');
      return closed;
    });
  }

  async status(): Promise<Status> {
    for (let tries = 1; ; tries++) {
      try {
        const answer = await fetch(`${this.url}/api/v1/status`);
        if (answer.ok) return (await answer.json()) as Status;
        throw new Error(`/api/v1/status answers ${answer.status}`);
      } catch (error) {
        // On a busy machine it may say that it is busy, or have closed a connection just now.
        if (tries === 20) throw error;
        await sleep(200);
      }
    }
  }

  /** Waits until questions are answered: its start itself may have kept it busy. */
  async answering(): Promise<void> {
    while (!(await fetch(`${this.url}/api/v1/status`)).ok) await sleep(100);
  }

  /** Waits until everything is read. */
  async watching(): Promise<void> {
    while ((await this.status()).ingest.state !== 'watching') await sleep(10);
  }

  /** Resident memory of the process and its children; null where the system is not Linux. */
  memory(): Memory | null {
    if (!existsSync('/proc/self/status')) return null;
    const family = familyOf(this.pid).map((pid) => ({ name: scriptOf(pid), status: statusOf(pid) }));
    const processes = family.map(({ name, status }) => ({ name, anonymous: bytesIn(status, 'RssAnon') }));
    return {
      anonymous: processes.reduce((bytes, { anonymous }) => bytes + anonymous, 0),
      files: family.reduce(
        (bytes, { status }) => bytes + bytesIn(status, 'RssFile') + bytesIn(status, 'RssShmem'),
        0,
      ),
      processes,
    };
  }

  async stop(): Promise<void> {
    const code = await this.#stop();
    if (code !== 0) throw new Error(`serve ended with ${code}`);
  }
}

/** A process and those that it has started. */
function familyOf(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => [Number(name), Number(/^PPid:\t(\d+)$/m.exec(statusOf(Number(name)))?.[1] ?? 0)] as const);
  const family = [pid];
  for (const member of family)
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  return family;
}

const bytesIn = (status: string, name: string): number =>
  1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);

const statusOf = (pid: number): string => about(pid, 'status');

/** The script that a process runs, without its folder. */
const scriptOf = (pid: number): string =>
  path.basename(
    about(pid, 'cmdline')
      .split('\0')
      .find((word) => word.endsWith('.js')) ?? '',
  );

function about(pid: number, what: 'status' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}

/** The value below which this share of the values lies. */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** How busy the machine is with everything that runs on it. */
export const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');
