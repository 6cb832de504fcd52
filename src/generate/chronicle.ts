import type { Fault, MapiContext, MapiRequest, Outcome, RequestType } from './request.ts';
import type { Server } from './world.ts';

/** A request of a real user that came to its end, and what was written of it. */
export interface Entry {
  requestId: string;
  context: MapiContext;
  type: RequestType;
  counter: number;
  frontEnd: Server;
  /** Machine that the front end sent it to; for a 401 the front end itself. */
  target: Server;
  address: string;
  /** True clock. */
  startedAt: number;
  endedAt: number;
  outcome: Outcome;
  fault: Fault | undefined;
  frontEndWritten: boolean;
  /** End and duration as the back end wrote them. */
  backEndRecord: { at: number; took: number } | undefined;
  /** What the back end wrote says that the client was gone. */
  breakWritten: boolean;
}

/** Every request of real users in the order of their end, and the latest time in any record of a request. */
export class Chronicle {
  readonly entries: Entry[] = [];
  latestMs = 0;

  /** A request ended, or the simulation did before it could. */
  note(request: MapiRequest, end: number, outcome: Outcome, frontEndWritten: boolean): void {
    const { context, frontEnd, backEndRecord } = request;
    if (frontEndWritten) this.sawRecord(end + frontEnd.clockSkewMs);
    else if (backEndRecord !== undefined) this.sawRecord(backEndRecord.at);
    if (context.client.probe) return;
    this.entries.push({
      requestId: request.id,
      context,
      type: request.type,
      counter: request.counter,
      frontEnd,
      target: request.target,
      address: request.address,
      startedAt: request.startedAt,
      endedAt: end,
      outcome,
      fault: request.fault,
      frontEndWritten,
      backEndRecord,
      breakWritten: request.breakWritten,
    });
  }

  /** A record was written with this end of a request; noise counts, too. */
  sawRecord(endMs: number): void {
    this.latestMs = Math.max(this.latestMs, endMs);
  }
}
