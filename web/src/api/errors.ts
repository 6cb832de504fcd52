import { texts } from '../texts/texts.ts';
import { ApiError } from './client.ts';

/** Says what went wrong with a request to the program, and what to do. */
export function explainError(error: unknown): string {
  const { errors } = texts.shared;
  if (!(error instanceof ApiError)) return errors.crashed;
  if (error.code === 'unreachable') return errors.unreachable;
  if (error.code === 'timeout') return errors.timeout;
  if (error.code === 'not_json') return errors.notJson;
  if (error.message === '') return errors.status(error.status);
  return error.message;
}

/** The code of an error, for those who look it up: `HTTP 400, bad_request`; empty when there is none. */
export function errorCode(error: unknown): string {
  if (!(error instanceof ApiError) || error.status === 0) return '';
  return error.code === '' ? `HTTP ${error.status}` : `HTTP ${error.status}, ${error.code}`;
}
