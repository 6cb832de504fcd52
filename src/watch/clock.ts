/**
 * Epoch milliseconds by a clock that nobody sets: it goes on evenly from where the system's clock was at the start. What is
 * to be done next must not wait an hour because the clock was set back by one.
 */
export const steadyMs = (): number => performance.timeOrigin + performance.now();
