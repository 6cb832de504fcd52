import type { RouteContext } from '../app.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/metrics`: for Prometheus. */
export function metricRoutes(app: TypedApp, { metrics }: RouteContext): void {
  app.get('/metrics', async (_, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}
