import { ingest } from '../../src/ingest/ingest.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';

// Ingests a folder as `mapiscope ingest` does, with small transactions, so that logs of a few megabytes are stored in
// many parts: `node ingest-child.ts FILE FOLDER`.
const [file = '', folder = ''] = process.argv.slice(2);
const db = openForWriting(file);
await ingest(db, [folder], { commitBytes: 128 * 1024 });
db.close();
