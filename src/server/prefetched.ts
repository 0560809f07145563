import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
} from 'graphql';

type Resolver = GraphQLFieldResolver<unknown, unknown>;

/** What a root resolver has come to already. */
export type Fetched =
  | { readonly outcome: 'VALUE'; readonly value: unknown }
  | { readonly outcome: 'THROWN'; readonly error: unknown };

/** Root values by response name. As the root of an execution it keeps resolvers from being called again. */
export class Prefetched {
  readonly #values: ReadonlyMap<string, Fetched>;

  constructor(values: ReadonlyMap<string, Fetched>) {
    this.#values = values;
  }

  get(key: string | number): Fetched | undefined {
    return this.#values.get(String(key));
  }
}

const ORIGINALS = new WeakMap<GraphQLField<unknown, unknown>, Resolver>();

/** The root field's resolver as it was before {@link acceptPrefetched}. */
export function originalResolver(field: GraphQLField<unknown, unknown>): Resolver | undefined {
  return ORIGINALS.get(field) ?? field.resolve;
}

/** Makes the fields of a root type take what a {@link Prefetched} root holds for them. May be called again. */
export function acceptPrefetched(root: GraphQLObjectType): void {
  for (const field of Object.values(root.getFields())) {
    if (ORIGINALS.has(field)) continue;
    const original = field.resolve ?? defaultFieldResolver;
    ORIGINALS.set(field, original);
    field.resolve = (source, args, context, info: GraphQLResolveInfo) => {
      const fetched = source instanceof Prefetched ? source.get(info.path.key) : undefined;
      if (fetched === undefined) {
        return original(source instanceof Prefetched ? undefined : source, args, context, info);
      }
      if (fetched.outcome === 'THROWN') throw fetched.error;
      return fetched.value;
    };
  }
}
