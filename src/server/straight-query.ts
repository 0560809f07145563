import { execute, type ExecutionResult, getVariableValues, type GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import type { PreparedOperation } from './graphql-pipeline.ts';
import { type Fetched, Prefetched } from './prefetched.ts';
import { isThenable, type QueryPlan, type Run } from './query-plan.ts';

/**
 * Runs a query by its plan. A plan knows plain answers only; whenever an answer is not plain, what the root
 * resolvers returned is handed to GraphQL's own executor, which makes the result. So this may be faster than
 * that, and never different. Resolvers below the root may be called twice: they only read.
 */
export function runStraight(
  schema: GraphQLSchema,
  plan: QueryPlan,
  prepared: PreparedOperation,
  context: Context,
): ExecutionResult | Promise<ExecutionResult> {
  const definitions = prepared.operation.variableDefinitions ?? [];
  const { coerced } = getVariableValues(schema, definitions, prepared.variables ?? {}, { maxErrors: 1 });
  if (coerced === undefined) return executeWhole(schema, prepared, context, undefined);
  const run: Run = { context, variables: coerced, slots: [] };
  const fetched = new Map<string, Fetched>();
  let waits = false;
  for (const { key, resolve } of plan.fields) {
    try {
      const value = resolve(undefined, run);
      fetched.set(key, { outcome: 'VALUE', value });
      waits ||= isThenable(value);
    } catch (error) {
      fetched.set(key, { outcome: 'THROWN', error });
    }
  }
  const whole = () => executeWhole(schema, prepared, context, new Prefetched(fetched));
  if (!waits) return complete(plan, run, [...fetched.values()]) ?? whole();
  return Promise.all([...fetched.values()].map(settled)).then(
    (values) => complete(plan, run, values) ?? whole(),
  );
}

/** What a promise at the root came to. The promise itself stays for the executor, should it be needed. */
async function settled(fetched: Fetched): Promise<Fetched> {
  if (fetched.outcome === 'THROWN') return fetched;
  try {
    return { outcome: 'VALUE', value: await fetched.value };
  } catch (error) {
    return { outcome: 'THROWN', error };
  }
}

/** The result, or undefined when it takes more than a plan to make it. `values` are in the order of the plan. */
function complete(plan: QueryPlan, run: Run, values: readonly Fetched[]): ExecutionResult | undefined {
  const data: Record<string, unknown> = {};
  try {
    for (const [index, { key, complete: completeField }] of plan.fields.entries()) {
      const fetched = values[index];
      if (fetched?.outcome !== 'VALUE') return undefined;
      data[key] = completeField(fetched.value, run);
    }
    return { data };
  } catch {
    // Whatever a resolver below the root throws, it throws again for the executor, which knows where it stands.
    return undefined;
  }
}

function executeWhole(
  schema: GraphQLSchema,
  { document, operationName, variables }: PreparedOperation,
  contextValue: Context,
  rootValue: Prefetched | undefined,
): ExecutionResult | Promise<ExecutionResult> {
  return execute({ schema, document, operationName, variableValues: variables, contextValue, rootValue });
}
