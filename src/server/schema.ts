import { readFileSync } from 'node:fs';
import { assertValidSchema, type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolvers/types.generated.ts';

const SCHEMA_FILE = new URL('../../schema.graphql', import.meta.url);

/** The contract of schema.graphql, made to work by the resolvers. Throws when the two don't fit together. */
export function loadSchema(resolvers: Resolvers): GraphQLSchema {
  const schema = createSchema<Context>({
    typeDefs: readFileSync(SCHEMA_FILE, 'utf8'),
    // The generated type says more of resolvers than Yoga's own, in other words.
    resolvers: resolvers as NonNullable<Parameters<typeof createSchema<Context>>[0]['resolvers']>,
  });
  assertValidSchema(schema);
  return schema;
}
