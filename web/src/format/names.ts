/** The folders of a path and, from the last separator on, its name; either kind of slash, whatever machine wrote it. */
export function splitPath(path: string): { readonly folders: string; readonly name: string } {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), 0);
  return { folders: path.slice(0, at), name: path.slice(at) };
}

/** The first label of a host name; addresses stay whole. */
export function shortHost(host: string): string {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
  return host.split('.')[0] || host;
}
