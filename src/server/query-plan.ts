import {
  defaultFieldResolver,
  type FieldNode,
  type FragmentDefinitionNode,
  getArgumentValues,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type DocumentNode,
} from 'graphql';
import type { Context } from '../context.ts';
import { deepFreeze } from './deep-freeze.ts';
import { originalResolver } from './prefetched.ts';

type Variables = Readonly<Record<string, unknown>>;
type Field = GraphQLField<unknown, unknown>;
type Resolver = GraphQLFieldResolver<unknown, unknown>;
type Arguments = Readonly<Record<string, unknown>>;

/** What changes from one run of a plan to the next. */
export type Run = {
  readonly context: Context;
  readonly variables: Variables;
  /** Arguments that hang on variables, by slot; made when they are first needed. */
  readonly slots: (Arguments | undefined)[];
};

/** Turns what a resolver returned into what the client gets. Throws {@link ABANDONED} when that is not plain. */
type Complete = (value: unknown, run: Run) => unknown;

/** One field of an object, with everything that can be known before there is an object. */
export type FieldPlan = {
  readonly key: string;
  readonly resolve: (source: unknown, run: Run) => unknown;
  readonly complete: Complete;
};

/** A query, ready to be run on data. */
export type QueryPlan = { readonly fields: readonly FieldPlan[] };

/**
 * Thrown, and caught where the plan is run: the answer would need more than plain values. An error, a null
 * where none may be, a promise below the root: GraphQL's own executor knows how to tell a client.
 */
export const ABANDONED: unique symbol = Symbol('abandoned');

/**
 * Makes a plan for a query that has been validated, or undefined when it uses something that plans leave to
 * GraphQL's own executor: abstract types, introspection, directives, resolvers that look at `info`.
 */
export function planQuery(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): QueryPlan | undefined {
  const root = schema.getQueryType();
  if (operation.operation !== 'query' || !root || hasDirectives(operation)) return undefined;
  try {
    return new Planner(schema, document).plan(root, operation.selectionSet);
  } catch (error) {
    if (error === ABANDONED) return undefined;
    throw error;
  }
}

class Planner {
  readonly #schema: GraphQLSchema;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  #slotCount = 0;

  constructor(schema: GraphQLSchema, document: DocumentNode) {
    this.#schema = schema;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION)
        this.#fragments.set(definition.name.value, definition);
    }
  }

  plan(root: GraphQLObjectType, selections: SelectionSetNode): QueryPlan {
    return { fields: this.#fieldsOf(root, [selections], originalResolver) };
  }

  #fieldsOf(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    resolverOf: (field: Field) => Resolver | undefined,
  ): FieldPlan[] {
    const nodes = new Map<string, FieldNode[]>();
    for (const set of sets) this.#collect(type, set, nodes, new Set());
    const definitions = type.getFields();
    return [...nodes].map(([key, [node, ...more]]) => {
      const name = node?.name.value ?? '';
      // As an ordinary property this one would change the prototype instead.
      if (node === undefined || key === '__proto__') throw ABANDONED;
      if (name === '__typename') return { key, resolve: () => type.name, complete: (value) => value };
      const field = definitions[name];
      if (field === undefined) throw ABANDONED;
      return {
        key,
        resolve: this.#resolve(field, node, resolverOf(field)),
        complete: this.#complete(field.type, [node, ...more]),
      };
    });
  }

  /** The fields that are selected from an object of this type, by response name, in order. */
  #collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    nodes: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void {
    for (const selection of selections) {
      if (hasDirectives(selection)) throw ABANDONED;
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const known = nodes.get(key);
        if (known === undefined) nodes.set(key, [selection]);
        else known.push(selection);
        continue;
      }
      const spread = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name.value : undefined;
      if (spread !== undefined && seen.has(spread)) continue;
      if (spread !== undefined) seen.add(spread);
      const fragment = spread === undefined ? selection : this.#fragments.get(spread);
      if (fragment?.kind === Kind.FRAGMENT_SPREAD || fragment === undefined) throw ABANDONED;
      if (this.#applies(fragment.typeCondition?.name.value, type)) {
        this.#collect(type, fragment.selectionSet, nodes, seen);
      }
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const other = this.#schema.getType(condition);
    return isAbstractType(other) && this.#schema.isSubType(other, type);
  }

  #resolve(field: Field, node: FieldNode, resolver: Resolver | undefined): FieldPlan['resolve'] {
    if (resolver === undefined || resolver === defaultFieldResolver) {
      const { name } = field;
      return (source) => (source as Record<string, unknown>)[name];
    }
    // GraphQL's executor makes an `info` for the resolvers that ask for one.
    if (resolver.length > 3) throw ABANDONED;
    const call = resolver as (source: unknown, args: Arguments, context: Context) => unknown;
    if (!usesVariables(node)) {
      const args = deepFreeze(getArgumentValues(field, node));
      return (source, run) => call(source, args, run.context);
    }
    const slot = this.#slotCount;
    this.#slotCount += 1;
    return (source, run) =>
      call(source, (run.slots[slot] ??= getArgumentValues(field, node, run.variables)), run.context);
  }

  #complete(type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
    if (isNonNullType(type)) {
      const inner = this.#complete(type.ofType, nodes);
      return (value, run) => inner(value, run) ?? abandon(value);
    }
    if (isListType(type)) {
      const item = this.#complete(type.ofType, nodes);
      return (value, run) => {
        if (value === null || value === undefined) return null;
        if (!Array.isArray(value)) return abandon(value);
        return completeList(item, value, run);
      };
    }
    if (isLeafType(type)) return completeLeaf(type);
    if (!isObjectType(type) || type.isTypeOf) throw ABANDONED;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const fields = this.#fieldsOf(type, sets, ({ resolve }) => resolve);
    return (value, run) =>
      value === null || value === undefined ? null : completeObject(fields, value, run);
  }
}

function completeObject(fields: readonly FieldPlan[], source: unknown, run: Run): Record<string, unknown> {
  if (typeof source !== 'object' || source instanceof Error || isThenable(source)) return abandon(source);
  const object: Record<string, unknown> = {};
  for (const { key, resolve, complete } of fields) object[key] = complete(resolve(source, run), run);
  return object;
}

function completeList(item: Complete, values: readonly unknown[], run: Run): unknown[] {
  try {
    const items: unknown[] = [];
    for (const value of values) items.push(item(value, run));
    return items;
  } catch (error) {
    for (const value of values) disown(value);
    throw error;
  }
}

function completeLeaf(type: GraphQLLeafType): Complete {
  const isText = type.name === 'String' || type.name === 'ID';
  return (value) => {
    if (isText && typeof value === 'string') return value;
    if (value === null || value === undefined) return null;
    if (typeof value === 'function' || value instanceof Error || isThenable(value)) return abandon(value);
    return type.serialize(value) ?? abandon(value);
  };
}

function usesVariables(node: FieldNode): boolean {
  const pending: unknown[] = [...(node.arguments ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { kind, value, values, fields } = next as {
      readonly kind: Kind;
      readonly value?: unknown;
      readonly values?: readonly unknown[];
      readonly fields?: readonly unknown[];
    };
    if (kind === Kind.VARIABLE) return true;
    if (typeof value === 'object' && value !== null) pending.push(value);
    pending.push(...(values ?? []), ...(fields ?? []));
  }
  return false;
}

function hasDirectives({ directives }: { readonly directives?: readonly unknown[] | undefined }): boolean {
  return directives !== undefined && directives.length > 0;
}

export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function'
  );
}

function abandon(value: unknown): never {
  disown(value);
  throw ABANDONED;
}

/** Nobody will wait for this value. If it is a promise that rejects, the process must not end for it. */
function disown(value: unknown): void {
  if (isThenable(value)) value.then(undefined, () => undefined);
}
