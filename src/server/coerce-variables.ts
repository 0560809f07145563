import { getVariableValues, type GraphQLSchema } from 'graphql';
import type { PreparedOperation } from './graphql-pipeline.ts';

/** The operation's variables as resolvers would get them, or undefined when they don't fit their types. */
export function coerceVariables(
  schema: GraphQLSchema,
  { operation, variables }: PreparedOperation,
): Record<string, unknown> | undefined {
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 })
    .coerced;
}
