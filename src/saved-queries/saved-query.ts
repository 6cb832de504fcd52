/** How to draw a result: columns of it. */
export interface Chart {
  kind: 'line' | 'bar';
  x: string;
  y: string[];
}

/** A query that is kept under an id: shipped with the program, or the user's own. */
export interface SavedQuery {
  /** Lower-case letters, digits and dashes. */
  id: string;
  /** A question. */
  title: string;
  description: string | null;
  sql: string;
  shipped: boolean;
  /** null: a table. */
  chart: Chart | null;
}
