import { once } from 'node:events';
import Table from 'cli-table3';
import { csvLines } from '../rows/csv.ts';
import { distinctNames, jsonObject } from '../rows/json.ts';
import type { RowSink } from '../sql-sandbox/run-sql.ts';
import { printable } from './text.ts';

export const formats = ['table', 'json', 'ndjson', 'csv'] as const;
export type Format = (typeof formats)[number];

/** A sink for rows that also needs to know when they end. */
export interface RowPrinter extends RowSink {
  end(): Promise<void>;
}

/** Prints rows in a format; what is not a table is written as it comes. */
export function rowPrinter(format: Format, out: NodeJS.WriteStream): RowPrinter {
  const write = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  if (format === 'table') return tablePrinter(write);
  if (format === 'csv') return csvPrinter(write);
  return jsonPrinter(write, format);
}

type Write = (text: string) => Promise<void>;

function tablePrinter(write: Write): RowPrinter {
  let table: InstanceType<typeof Table> | undefined;
  return {
    columns(columns) {
      table = new Table({ head: columns.map(printable), style: { head: [], border: [], compact: true } });
    },
    rows(rows) {
      for (const row of rows) {
        table?.push(
          row.map((cell) =>
            typeof cell === 'number' ? { content: String(cell), hAlign: 'right' } : printable(cell ?? ''),
          ),
        );
      }
    },
    end: () => write(`${table?.toString() ?? ''}\n`),
  };
}

function csvPrinter(write: Write): RowPrinter {
  return {
    columns: (columns) => write(csvLines([columns])),
    rows: (rows) => write(csvLines(rows)),
    end: async () => undefined,
  };
}

function jsonPrinter(write: Write, format: 'json' | 'ndjson'): RowPrinter {
  let names: string[] = [];
  let first = true;
  return {
    columns(columns) {
      names = distinctNames(columns);
    },
    async rows(rows) {
      const texts = rows.map((row) => jsonObject(names, row));
      if (format === 'ndjson') await write(`${texts.join('\n')}\n`);
      else await write(`${first ? '[\n' : ',\n'}${texts.join(',\n')}`);
      first = false;
    },
    async end() {
      if (format === 'json') await write(first ? '[]\n' : '\n]\n');
    },
  };
}
