import type { Connection } from '../../../src/store/sqlite/database.ts';
import { FactRows } from '../../../src/store/sqlite/figures/blocks.ts';
import { BUCKET_MS } from '../../../src/store/sqlite/figures/dirty.ts';
import { encode } from '../../../src/store/sqlite/figures/facts.ts';

interface Block {
  id: number;
  rows: number;
  cells: Buffer;
  facts: Buffer;
  spent: Buffer;
}

/** What is wrong with the blocks of facts: each that is not marked as changed must be that of its requests. */
export function blockProblems(db: Connection): string[] {
  const problems: string[] = [];
  const ids = (sql: string): number[] => db.prepare(sql).pluck().all() as number[];
  const dirty = new Set(ids('SELECT bucket FROM fact_dirty'));
  const rows = new FactRows(db);
  const blocks = new Map(
    (db.prepare('SELECT * FROM fact_block').all() as Block[]).map((block) => [block.id, block]),
  );
  const ofRequests = ids(
    `SELECT DISTINCT 2 * (ended_ms / ${BUCKET_MS}) + (noise IS NOT NULL) FROM request ORDER BY 1`,
  );
  for (const id of new Set([...ofRequests, ...blocks.keys()])) {
    const bucket = Math.floor(id / 2);
    if (dirty.has(bucket)) continue;
    const both = rows.both(bucket);
    const wanted = id % 2 === 1 ? both.noise : both.real;
    const block = blocks.get(id);
    if (block === undefined) {
      problems.push(`${wanted.length} requests of ${bucket} have no facts`);
      continue;
    }
    const { cells, facts, spent } = encode(bucket, wanted);
    const same =
      block.rows === wanted.length &&
      block.cells.equals(cells) &&
      block.facts.equals(facts) &&
      block.spent.equals(spent);
    if (!same) problems.push(`the facts of ${bucket} are not those of its ${wanted.length} requests`);
  }
  return problems;
}

/** Requests whose series or place say something else than their records do. */
export function seriesProblems(db: Connection): unknown[] {
  return db
    .prepare(
      `SELECT q.id, r.back_end, coalesce(b.server, k.server, fs.back_end) AS machine
       FROM request q JOIN requests r ON r.id = q.id
       LEFT JOIN http_proxy_record f ON f.id = q.front_id LEFT JOIN http_proxy_shared fs ON fs.id = f.shared_id
       LEFT JOIN mapi_http_record br ON br.id = q.back_id LEFT JOIN source b ON b.id = br.source_id
       LEFT JOIN mapi_client_access_record kr ON kr.id = q.classic_id LEFT JOIN mapi_address_book_record ar ON ar.id = q.classic_id
       LEFT JOIN source k ON k.id = coalesce(kr.source_id, ar.source_id)
       WHERE r.back_end IS NOT coalesce(b.server, k.server, fs.back_end)`,
    )
    .all();
}
