import { type MessagePort, workerData } from 'node:worker_threads';
import { openForReading } from '../store/sqlite/database.ts';
import { type Due, FactMaker } from '../store/sqlite/figures/roll-up.ts';

// The thread that makes facts of requests; the writer, which started it, stores them.
const { file, port } = workerData as { file: string; port: MessagePort };
const maker = new FactMaker(openForReading(file));
port.on('message', (due: Due[]) => port.postMessage(due.map(maker.make)));
