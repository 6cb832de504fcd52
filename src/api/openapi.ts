import fastifySwagger from '@fastify/swagger';
import type { App } from './app.ts';

const TAGS = [
  { name: 'figures', description: 'Numbers over many requests' },
  { name: 'lists', description: 'Rows, page by page or as a whole' },
  { name: 'details', description: 'One thing and all that is known of it' },
  { name: 'live', description: 'What comes, as it comes' },
  { name: 'sql', description: 'Queries of your own' },
  { name: 'operation', description: 'mapiscope itself' },
];

/** Describes the routes that are registered after it, by their schemas: `app.swagger()`. */
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
    // A schema that has a name (`$id`) is described once, under it.
    refResolver: {
      buildLocalReference: ({ $id }, _baseUri, _fragment, i) =>
        typeof $id === 'string' ? $id : `schema-${i}`,
    },
  });
}
