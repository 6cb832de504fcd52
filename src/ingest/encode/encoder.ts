import type { NoiseMarker } from '../../correlate/noise.ts';
import type { FamilyId } from '../../formats/family.ts';
import type { Row } from '../row.ts';
import type { SharedValues } from './shared-values.ts';
import type { Value } from './values.ts';

/** Where the columns of a family stand in the rows of one header; -1 where the header has no such column. */
export type Positions = (column: string) => number;

/** Turns the rows of one family into the values of its record table. */
export interface Encoder {
  family: FamilyId;
  /** Looks up the columns of a header; called again at every header. */
  bind(positions: Positions): void;
  /**
   * Appends the values of one record to `out`, in the order of `recordTables[family].columns`.
   * @param atMs the record's time, null where it has none
   * @param measures takes the measures of a HttpProxy record, as `Batch.measures` has them
   */
  encode(row: Row, offset: number, atMs: number | null, out: Value[], measures: number[]): void;
  /** Name of the server that wrote a record, where its content says it. */
  serverOf(row: Row): string | null;
}

/** What every encoder is made with. */
export interface EncoderContext {
  shared: SharedValues;
  /** Tells which records nobody caused. */
  noise: NoiseMarker;
}
