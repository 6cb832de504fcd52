import type { RouteContext } from './app.ts';
import { descriptionRoutes } from './routes/description.ts';
import { failureRoutes } from './routes/failures.ts';
import { figureRoutes } from './routes/figures.ts';
import { healthRoutes } from './routes/health.ts';
import { liveRoutes } from './routes/live.ts';
import { metricRoutes } from './routes/metrics.ts';
import { reconnectRoutes } from './routes/reconnects.ts';
import { requestRoutes } from './routes/requests.ts';
import { savedQueryRoutes } from './routes/saved-queries.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { sourceRoutes } from './routes/sources.ts';
import { sqlRoutes } from './routes/sql.ts';
import { statusRoutes } from './routes/status.ts';
import { userRoutes } from './routes/users.ts';
import type { TypedApp } from './typed-app.ts';

/** Every route, in the order of the description of the API. */
export function registerRoutes(app: TypedApp, context: RouteContext): void {
  figureRoutes(app, context);
  userRoutes(app, context);
  requestRoutes(app, context);
  sessionRoutes(app, context);
  failureRoutes(app, context);
  reconnectRoutes(app, context);
  sourceRoutes(app, context);
  sqlRoutes(app, context);
  savedQueryRoutes(app, context);
  statusRoutes(app, context);
  liveRoutes(app, context);
  healthRoutes(app, context);
  metricRoutes(app, context);
  signInRoutes(app, context);
  descriptionRoutes(app);
}
