import type { Connection } from '../../../src/store/sqlite/database.ts';
import { FactRows } from '../../../src/store/sqlite/figures/blocks.ts';
import { BUCKET_MS, slotsOf } from '../../../src/store/sqlite/figures/dirty.ts';
import { decode, encode, factsOf } from '../../../src/store/sqlite/figures/facts.ts';
import { patched } from '../../../src/store/sqlite/figures/patch.ts';

interface Block {
  id: number;
  rows: number;
  cells: Buffer;
  facts: Buffer;
  spent: Buffer;
}

/** What is wrong with the blocks of facts: outside of slots that are marked as changed, each must be that of its requests. */
export function blockProblems(db: Connection): string[] {
  const problems: string[] = [];
  const ids = (sql: string): number[] => db.prepare(sql).pluck().all() as number[];
  const dirty = new Set(ids('SELECT slot FROM fact_dirty'));
  const rows = new FactRows(db);
  const blocks = new Map(
    (db.prepare('SELECT * FROM fact_block').all() as Block[]).map((block) => [block.id, block]),
  );
  const ofRequests = ids(
    `SELECT DISTINCT 2 * (ended_ms / ${BUCKET_MS}) + (noise IS NOT NULL) FROM request ORDER BY 1`,
  );
  for (const id of new Set([...ofRequests, ...blocks.keys()])) {
    const bucket = Math.floor(id / 2);
    const isNoise = id % 2 === 1;
    const [first, end] = slotsOf(bucket);
    const slots = Array.from({ length: end - first }, (_, i) => first + i);
    const clean = slots.filter((slot) => !dirty.has(slot));
    const wanted = factsOf(bucket, isNoise, rows.of(clean, isNoise));
    const block = blocks.get(id);
    if (block === undefined) {
      if (wanted.rows > 0) problems.push(`${wanted.rows} requests of ${bucket} have no facts`);
      continue;
    }
    const { cells, facts, spent } = encode(wanted);
    // What the block says of changed slots does not count: they are as if they had no requests.
    const stored = encode(
      patched(
        bucket,
        decode(bucket, isNoise, block.rows, block.facts, block.spent),
        slots.filter((slot) => dirty.has(slot)),
        factsOf(bucket, isNoise, []),
      ),
    );
    const same =
      stored.facts.equals(facts) &&
      stored.spent.equals(spent) &&
      (clean.length < slots.length || (block.rows === wanted.rows && block.cells.equals(cells)));
    if (!same) problems.push(`the facts of ${bucket} are not those of its ${wanted.rows} requests`);
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
