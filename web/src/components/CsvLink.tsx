import { route } from '../api/queries.ts';
import { texts } from '../texts/texts.ts';

/** The whole of a list, as the filters leave it, as a file. `path` is that of the list. */
export function CsvLink({ path, query }: { readonly path: string; readonly query: string }) {
  return (
    <a href={route(`${path}.csv`, query)} download title={texts.requests.csvLabel}>
      {texts.requests.csv}
    </a>
  );
}
