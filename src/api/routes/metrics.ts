import { Type } from 'typebox';
import type { RouteContext } from '../app.ts';
import { answersOf } from '../routing.ts';
import type { TypedApp } from '../typed-app.ts';

const TEXT = { description: 'Prometheus text format', content: { 'text/plain': { schema: Type.String() } } };

/** `/metrics`: for Prometheus. */
export function metricRoutes(app: TypedApp, { metrics }: RouteContext): void {
  const schema = {
    tags: ['operation'],
    summary: 'Figures about mapiscope for Prometheus',
    response: { ...answersOf(Type.String()), 200: TEXT },
  };
  app.get('/metrics', { schema, config: { scope: 'admin' } }, async (_, reply) => {
    reply.type(metrics.contentType);
    return metrics.metrics();
  });
}
