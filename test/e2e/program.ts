import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Status } from '../../web/src/api/types.ts';

/** The folder of the project. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** A running `mapiscope serve`. */
export interface Program {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const START_MS = 30_000;

/** Below the ports that systems give to outgoing connections: Linux from 32768 on, Windows and macOS from 49152 on. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/**
 * A free port for a program that is to come back to it. One that the system chooses may be given to an outgoing connection of
 * anybody while the program is away, and then can't be listened on for a minute after that has ended.
 */
export async function portToComeBackTo(): Promise<string> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return String(port);
  }
}

/** Starts the built program and waits until it says where it serves. */
export async function serve(arguments_: readonly string[]): Promise<Program> {
  const main = `${projectRoot}dist/cli/main.js`;
  if (!existsSync(main)) throw new Error('dist/cli/main.js is missing: run `npm run build` first');
  const child = spawn(process.execPath, [main, 'serve', ...arguments_], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  try {
    return { url: await urlFrom(child), stop: () => stop(child) };
  } catch (error) {
    await stop(child);
    throw error;
  }
}

function urlFrom(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`mapiscope serve ${why}:\n${output}`));
    const timer = setTimeout(() => fail('printed no address'), START_MS);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const url = /https?:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

/** Waits until a program that watches has read what is there. */
export async function allRead({ url }: Program): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const response = await fetch(`${url}/api/v1/status`);
    const { ingest, totals } = (await response.json()) as Status;
    if (ingest.state === 'watching' && totals.requests > 0) return;
    if (Date.now() > deadline) throw new Error(`still ${ingest.state}, ${totals.requests} requests`);
    await delay(200);
  }
}
