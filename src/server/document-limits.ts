import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { LIMITS } from '../catalog/limits.ts';

/** How large a selection is, with its fragments expanded. */
type Extent = {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  /** Fields whose response name stands in the same selection already. */
  readonly repeats: number;
};

const NOTHING: Extent = { depth: 0, fields: 0, aliases: 0, repeats: 0 };

/**
 * The reason why a document is too large to be validated and run, or undefined when it is not.
 *
 * Looks before validation, which itself takes a tenth of a second for a few hundred equal fields. Introspection
 * counts its fields but not its depth: the standard query is deeper than any other, and GraphQL has a rule of
 * its own against introspection that goes in circles.
 */
export function excessOf(document: DocumentNode): GraphQLError | undefined {
  const measured = new Measure(document).total();
  return (
    beyond('documentDepth', measured.depth, 'levels deep') ??
    beyond('documentFields', measured.fields, 'fields') ??
    beyond('documentAliases', measured.aliases, 'aliases') ??
    beyond('documentRepeats', measured.repeats, 'repeated fields')
  );
}

/** A refusal with the code LIMIT_EXCEEDED and the bound that was passed. */
export function limitError(message: string, limit: number): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'LIMIT_EXCEEDED', limit } });
}

type DocumentLimit = 'documentDepth' | 'documentFields' | 'documentAliases' | 'documentRepeats';

function beyond(name: DocumentLimit, found: number, what: string): GraphQLError | undefined {
  const limit = LIMITS[name];
  if (found <= limit) return undefined;
  return limitError(`The document has ${found} ${what}; at most ${limit} are accepted.`, limit);
}

class Measure {
  readonly #document: DocumentNode;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  /** Filled in once a fragment is measured; until then it counts as nothing, which ends circles. */
  readonly #measured = new Map<string, Extent>();

  constructor(document: DocumentNode) {
    this.#document = document;
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.#fragments.set(definition.name.value, definition);
      }
    }
  }

  total(): Extent {
    let total = NOTHING;
    for (const definition of this.#document.definitions) {
      if (definition.kind === Kind.OPERATION_DEFINITION) {
        total = beside(total, this.#selections(definition.selectionSet));
      }
      // A fragment that nobody spreads is validated all the same.
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.#fragment(definition.name.value);
    }
    for (const extent of this.#measured.values()) if (extent.fields > total.fields) total = extent;
    return total;
  }

  #selections(set: SelectionSetNode | undefined): Extent {
    let sum = NOTHING;
    const names = new Set<string>();
    for (const selection of set?.selections ?? []) {
      switch (selection.kind) {
        case Kind.FIELD: {
          const inner = this.#selections(selection.selectionSet);
          const key = (selection.alias ?? selection.name).value;
          const repeated = names.has(key);
          names.add(key);
          const introspection = selection.name.value.startsWith('__');
          sum = beside(sum, {
            depth: introspection ? 1 : inner.depth + 1,
            fields: inner.fields + 1,
            aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
            repeats: inner.repeats + (repeated ? 1 : 0),
          });
          break;
        }
        case Kind.INLINE_FRAGMENT:
          sum = beside(sum, this.#selections(selection.selectionSet));
          break;
        case Kind.FRAGMENT_SPREAD:
          sum = beside(sum, this.#fragment(selection.name.value));
          break;
      }
    }
    return sum;
  }

  #fragment(name: string): Extent {
    const measured = this.#measured.get(name);
    if (measured !== undefined) return measured;
    this.#measured.set(name, NOTHING);
    const extent = this.#selections(this.#fragments.get(name)?.selectionSet);
    this.#measured.set(name, extent);
    return extent;
  }
}

function beside(left: Extent, right: Extent): Extent {
  return {
    depth: Math.max(left.depth, right.depth),
    fields: left.fields + right.fields,
    aliases: left.aliases + right.aliases,
    repeats: left.repeats + right.repeats,
  };
}
