import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifySchema } from 'fastify';
import type { TObject } from 'typebox';
import type { App } from './app.ts';

const TAGS = [
  { name: 'figures', description: 'Numbers over many requests' },
  { name: 'lists', description: 'Rows, page by page or as a whole' },
  { name: 'details', description: 'One thing and all that is known of it' },
  { name: 'live', description: 'What comes, as it comes' },
  { name: 'sql', description: 'Queries of your own' },
  { name: 'operation', description: 'mapiscope itself' },
];

/** Describes the routes that are registered after it, by their schemas: `app.swagger()`, for people at `/docs`. */
export async function describeApi(app: App, version: string): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'mapiscope',
        version,
        description: 'Diagnoses Outlook connections to Exchange from the MAPI over HTTP logs.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: TAGS,
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description: 'Where tokens are asked for: `mapiscope token create`',
          },
        },
      },
      security: [{}, { token: [] }],
    },
    convertConstToEnum: false,
    transform: ({ schema, url }) => ({ schema: named(withoutDefaultsRequired(schema)), url }),
    transformObject: (document) =>
      'openapiObject' in document ? withSharedSchemas(document.openapiObject) : document.swaggerObject,
  });
  // Its scripts and styles are files beside it: it works under the policy of all our pages.
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    theme: { title: 'mapiscope: HTTP API' },
    uiConfig: {
      layout: 'BaseLayout',
      docExpansion: 'list',
      deepLinking: true,
      defaultModelsExpandDepth: 0,
      displayRequestDuration: true,
    },
  });
}

/** What has a default need not be given; in the types of the server it is always there. */
function withoutDefaultsRequired(schema: FastifySchema): FastifySchema {
  const query = schema?.querystring as TObject | undefined;
  if (query?.required === undefined) return schema;
  const required = query.required.filter((name) => !('default' in (query.properties[name] ?? {})));
  return { ...schema, querystring: { ...query, required } };
}

/** Carries the name of a schema (`$id`) through the making of the description, which would lose it. */
const NAME = 'x-name';

/** A copy in which every object was changed, the inner ones first. */
function changed<T>(value: T, change: (object: Record<string, unknown>) => unknown): T {
  if (Array.isArray(value)) return value.map((part: unknown) => changed(part, change)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, changed(part, change)]);
  return change(Object.fromEntries(parts)) as T;
}

const named = (schema: FastifySchema): FastifySchema =>
  changed(schema, ({ $id: name, ...rest }) => (typeof name === 'string' ? { ...rest, [NAME]: name } : rest));

/** Moves every schema that has a name to the components and refers to it there: each is described once. */
function withSharedSchemas<Document extends { components?: object }>(document: Document): Document {
  const schemas: Record<string, unknown> = {};
  const described = changed(document, ({ [NAME]: name, ...rest }) => {
    if (typeof name !== 'string') return rest;
    schemas[name] = rest;
    return { $ref: `#/components/schemas/${name}` };
  });
  return { ...described, components: { ...described.components, schemas } };
}
