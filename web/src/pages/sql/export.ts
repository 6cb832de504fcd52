import { ApiError } from '../../api/client.ts';
import { route } from '../../api/queries.ts';

/**
 * Saves all rows of a query as a file; the browser keeps what comes on disk.
 * @throws ApiError
 */
export async function exportQuery(sql: string, format: 'csv' | 'ndjson', signal: AbortSignal): Promise<void> {
  const response = await fetch(route(`sql.${format}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ sql, timeout_ms: 300_000 }),
    signal,
  });
  if (!response.ok) {
    const problem = (await response.json().catch(() => ({}))) as { code?: string; detail?: string };
    throw new ApiError(response.status, problem.code ?? '', problem.detail ?? '');
  }
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `mapiscope-query.${format}`;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
