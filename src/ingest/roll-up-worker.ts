import { type MessagePort, workerData } from 'node:worker_threads';
import { openForReading } from '../store/sqlite/database.ts';
import { buffersOf, type Due, FactMaker, type Made } from '../store/sqlite/figures/roll-up.ts';

// The thread that makes facts of requests; the writer, which started it, stores them.

/** An answer is sent when it has so many bytes: ten minutes of a busy server may have thirty million. */
const ANSWER_BYTES = 16 * 1024 * 1024;

const { file, port } = workerData as { file: string; port: MessagePort };
const maker = new FactMaker(openForReading(file));
port.on('message', (due: Due[]) => {
  const made: Made[] = [];
  const buffers: ArrayBuffer[] = [];
  let bytes = 0;
  for (const one of due) {
    if (bytes >= ANSWER_BYTES) break;
    const facts = maker.make(one);
    made.push(facts);
    for (const buffer of buffersOf(facts)) {
      buffers.push(buffer);
      bytes += buffer.byteLength;
    }
  }
  port.postMessage(made, buffers);
});
