import { type DocumentNode, Kind, type OperationDefinitionNode, visit } from 'graphql';
import type { Principal } from '../model/principal.ts';
import type { OperationParams, PreparedOperation } from './graphql-pipeline.ts';

/**
 * What the payloads of a subscription depend on besides the events: the document, which of its operations,
 * the variables, and what the subscriber may see. Subscribers with equal keys share payloads, so whatever
 * else a payload depends on has to be added here, or be kept from the resolvers.
 *
 * A variable that only says where to begin is left out: it shapes no payload.
 */
export function subscriptionKey(
  params: OperationParams,
  prepared: PreparedOperation,
  principal: Principal,
): string {
  const { operationName, variables } = prepared;
  const beginning = beginningVariable(prepared);
  const shaping = Object.entries(variables ?? {})
    .filter(([name]) => name !== beginning)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  const permissions = [...principal.permissions].sort();
  return JSON.stringify([params.query, operationName ?? null, shaping, permissions]);
}

const found = new WeakMap<OperationDefinitionNode, string | null>();

/** The variable that is the subscription's `after` and nothing else, if there is one. */
function beginningVariable({ document, operation }: PreparedOperation): string | undefined {
  let name = found.get(operation);
  if (name === undefined) {
    name = find(document, operation);
    found.set(operation, name);
  }
  return name ?? undefined;
}

function find(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const names: string[] = [];
  for (const selection of operation.selectionSet.selections) {
    if (selection.kind !== Kind.FIELD) continue;
    for (const { name, value } of selection.arguments ?? []) {
      if (name.value === 'after' && value.kind === Kind.VARIABLE) names.push(value.name.value);
    }
  }
  const [name] = names;
  if (name === undefined) return null;
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: (node) => {
      if (node.name.value === name) uses += 1;
    },
  });
  return uses === 1 ? name : null;
}
