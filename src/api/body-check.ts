import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/**
 * Checks a body as it is. The usual check turns values into what the schema wants (`1` into `"1"`, null into `""`), as
 * query strings need it; in JSON a number is a number. Defaults are filled in.
 */
export const checkBody: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const compiled = Compile(schema);
  return (given: unknown) => {
    const value = Value.Default(schema, given);
    if (compiled.Check(value)) return { value };
    const [first] = compiled.Errors(value);
    return {
      error: new Error(
        `${httpPart ?? 'body'}${first?.instancePath ?? ''} ${first?.message ?? 'is not valid'}`,
      ),
    };
  };
};
