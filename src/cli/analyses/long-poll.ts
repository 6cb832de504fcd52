const LONG_POLLS = new Set(['NotificationWait', 'EcDoAsyncWaitEx']);

/**
 * Whether requests of this type wait by design: a long poll is answered when there is news, at the latest after 5 minutes
 * ([MS-OXCMAPIHTTP], NotificationWait Request Type).
 */
export const isLongPoll = (type: unknown): boolean => typeof type === 'string' && LONG_POLLS.has(type);
