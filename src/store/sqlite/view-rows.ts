/** A value of a view. */
export type Cell = string | number | null;

/** A row of the view `sessions`. */
export type SessionRow = Record<string, Cell> & {
  id: number;
  context: string;
  client_instance: string | null;
  started_ms: number;
  ended_ms: number;
  end_reason: string;
  previous_session_id: number | null;
};

/** A row of the view `failures`. */
export type FailureRow = Record<string, Cell> & { id: number; at_ms: number };

/** A row of the view `reconnects`. */
export type ReconnectRow = Record<string, Cell> & {
  id: number;
  kind: 'reconnect' | 'resume' | 'restart';
  context: string;
  first_attempt_ms: number;
  session_id: number;
  previous_session_id: number | null;
};
