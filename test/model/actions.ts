import fc from 'fast-check';
import { type GarbageForm, garbageForms, type RecordForm, recordForms } from './lines.ts';

/** `file` picks one of the files there are; `cut` says where a write is torn, in thousandths of its bytes. */
interface OnFile {
  file: number;
}

/** Something that happens to a folder of logs, or to their reader. */
export type Action =
  | { do: 'read' }
  | { do: 'restart' }
  | { do: 'new hour'; columns: number; records: RecordForm[]; cut: number }
  | ({ do: 'roll by size'; records: RecordForm[] } & OnFile)
  | ({ do: 'append'; records: RecordForm[] } & OnFile)
  | ({ do: 'append torn'; records: RecordForm[]; cut: number } & OnFile)
  | ({ do: 'finish line' } & OnFile)
  | ({ do: 'garbage'; form: GarbageForm; cut: number } & OnFile)
  | ({ do: 'new header'; columns: number; foreign: boolean; cut: number } & OnFile)
  | ({ do: 'rename'; to: 'other name' | 'other folder' } & OnFile)
  | ({ do: 'delete' } & OnFile)
  | ({ do: 'delete and make anew'; records: RecordForm[] } & OnFile)
  | ({ do: 'truncate'; records: RecordForm[]; readBetween: boolean } & OnFile)
  | ({ do: 'copy and truncate'; records: RecordForm[]; header: boolean } & OnFile)
  | ({ do: 'replace by a longer one' } & OnFile)
  | ({ do: 'cut lines off'; lines: number; records: RecordForm[] } & OnFile)
  | ({ do: 'copy'; as: 'log' | 'gz' } & OnFile);

/** What happens, and whether it is read before the next thing happens. */
export type Step = Action & { read: boolean };

const file = fc.nat({ max: 7 });
const cut = fc.nat({ max: 1000 });
const columns = fc.nat({ max: 3 });
const records = fc.array(fc.constantFrom(...recordForms), { minLength: 1, maxLength: 4 });
const anyRecords = fc.array(fc.constantFrom(...recordForms), { maxLength: 3 });

/** How often each action comes: mostly logs grow. */
const weighted: [weight: number, arbitrary: fc.Arbitrary<Action>][] = [
  [8, fc.record({ do: fc.constant('append' as const), file, records })],
  [8, fc.record({ do: fc.constant('append torn' as const), file, records, cut })],
  [3, fc.record({ do: fc.constant('finish line' as const), file })],
  [3, fc.record({ do: fc.constant('new hour' as const), columns, records: anyRecords, cut })],
  [3, fc.record({ do: fc.constant('roll by size' as const), file, records })],
  [3, fc.record({ do: fc.constant('garbage' as const), file, form: fc.constantFrom(...garbageForms), cut })],
  [3, fc.record({ do: fc.constant('new header' as const), file, columns, foreign: fc.boolean(), cut })],
  [
    2,
    fc.record({
      do: fc.constant('rename' as const),
      file,
      to: fc.constantFrom('other name' as const, 'other folder' as const),
    }),
  ],
  [1, fc.record({ do: fc.constant('delete' as const), file })],
  [2, fc.record({ do: fc.constant('delete and make anew' as const), file, records })],
  [2, fc.record({ do: fc.constant('truncate' as const), file, records, readBetween: fc.boolean() })],
  [2, fc.record({ do: fc.constant('copy and truncate' as const), file, records, header: fc.boolean() })],
  [2, fc.record({ do: fc.constant('replace by a longer one' as const), file })],
  [
    1,
    fc.record({
      do: fc.constant('cut lines off' as const),
      file,
      lines: fc.integer({ min: 1, max: 4 }),
      records,
    }),
  ],
  [
    3,
    fc.record({ do: fc.constant('copy' as const), file, as: fc.constantFrom('log' as const, 'gz' as const) }),
  ],
  [1, fc.constant<Action>({ do: 'restart' })],
  [2, fc.constant<Action>({ do: 'read' })],
];

const action = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })));

/** A sequence of actions; what does not apply when its turn comes (no file, nothing torn) does nothing. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.tuple(action, fc.boolean()).map(([what, read]): Step => ({ ...what, read })),
  { minLength: 1, maxLength: 15, size: 'max' },
);
