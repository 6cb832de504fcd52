import { Type } from 'typebox';
import { answersOf } from '../routing.ts';
import type { TypedApp } from '../typed-app.ts';

/** `/openapi.json`: the description of all routes for programs. */
export function descriptionRoutes(app: TypedApp): void {
  const schema = {
    tags: ['operation'],
    summary: 'This description: OpenAPI 3.1',
    response: answersOf(Type.Object({ openapi: Type.String() }, { additionalProperties: true })),
  };
  app.get('/openapi.json', { schema }, async (_, reply) => reply.send({ ...app.swagger() }));
}
