import { BackgroundIngest } from '../../src/ingest/background.ts';
import { openForWriting } from '../../src/store/sqlite/database.ts';

// Follows a folder as `mapiscope serve` does, without the page: `node follow-child.ts FILE FOLDER`. Only ends when it
// is killed, or with an error when the ingest fails.
const [file = '', folder = ''] = process.argv.slice(2);
openForWriting(file).close();
const ingest = new BackgroundIngest();
ingest.start({ file, paths: [folder], lineLimit: 1024 * 1024 });
setInterval(() => {
  if (ingest.status.state !== 'failed' && ingest.status.state !== 'idle') return;
  process.stderr.write(`following failed: ${ingest.status.error}\n`);
  process.exit(1);
}, 50);
