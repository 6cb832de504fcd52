import { parentPort, workerData } from 'node:worker_threads';
import { Decoder } from './decode.ts';
import type { DecodeOptions, FromDecoder, ToDecoder } from './messages.ts';

// The thread that reads and decodes; the writer is the thread that started it.
const port = parentPort;
if (port === null) throw new Error('decode-worker is started as a worker');

const decoder = new Decoder(workerData as DecodeOptions, (message: FromDecoder) => port.postMessage(message));
port.on('message', (message: ToDecoder) => decoder.handle(message));

try {
  await decoder.readAll();
} catch (error) {
  port.postMessage({
    type: 'failed',
    message: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
}
port.close();
