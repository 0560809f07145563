import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  parse,
  subscribe,
  validate,
} from 'graphql';
import { LIMITS } from '../catalog/limits.ts';
import type { Context } from '../context.ts';
import type { Log } from '../log.ts';
import type { Principal } from '../model/principal.ts';
import { DocumentCache } from './document-cache.ts';
import { excessOf, limitError } from './document-limits.ts';
import { isDeeperThan } from './json-depth.ts';
import { maskError } from './mask-error.ts';
import { acceptPrefetched } from './prefetched.ts';
import { planQuery, type QueryPlan } from './query-plan.ts';
import { runStraight } from './straight-query.ts';

/** What a client asks for, on any transport. */
export type OperationParams = {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
};

/** An operation that was parsed, measured and validated: it can be executed any number of times. */
export type PreparedOperation = {
  readonly outcome: 'READY';
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  /** How to run it faster than by the document; undefined for what plans don't cover. */
  readonly plan: QueryPlan | undefined;
};

/** An operation that won't be executed. The errors are masked: send them as they are. */
export type RefusedOperation = { readonly outcome: 'REFUSED'; readonly errors: readonly GraphQLError[] };

type Checked =
  | { readonly outcome: 'VALID'; readonly document: DocumentNode; readonly plans: Plans }
  | { readonly outcome: 'REFUSED'; readonly errors: readonly GraphQLError[] };

/** Plans of a document's operations. Made when an operation comes for the second time: many come only once. */
type Plans = Map<OperationDefinitionNode, { uses: number; plan: QueryPlan | undefined }>;

/** How many documents are remembered, and how long one may be. A client has a few; an attacker, as many as it likes. */
const CACHED_DOCUMENTS = 1_000;
const CACHED_DOCUMENT_LENGTH = 32 * 1024;

/** GraphQL stops looking after so many errors in one document. */
const MAX_VALIDATION_ERRORS = 20;

export type PipelineOptions = {
  readonly schema: GraphQLSchema;
  readonly log: Log;
  /** What resolvers get when this principal asks. */
  readonly contextFor: (principal: Principal) => Context;
};

/**
 * What happens to an operation between the wire and the resolvers: parsing, limits, validation, execution,
 * masking. Every transport passes it, so that limits and errors are the same on all of them.
 */
export class GraphQLPipeline {
  readonly schema: GraphQLSchema;
  readonly contextFor: (principal: Principal) => Context;
  readonly #log: Log;
  readonly #documents = new DocumentCache<Checked>(CACHED_DOCUMENTS, CACHED_DOCUMENT_LENGTH);

  constructor(options: PipelineOptions) {
    this.schema = options.schema;
    const queries = this.schema.getQueryType();
    if (queries) acceptPrefetched(queries);
    this.contextFor = options.contextFor;
    this.#log = options.log;
  }

  /** Parses, measures and validates. Never throws. */
  prepare(params: OperationParams): PreparedOperation | RefusedOperation {
    const checked = this.#check(params.query);
    if (checked.outcome === 'REFUSED') return checked;
    const variables = params.variables ?? undefined;
    if (variables !== undefined && isDeeperThan(LIMITS.variablesDepth, variables)) {
      const limit = LIMITS.variablesDepth;
      return this.#refused(limitError(`The variables nest deeper than ${limit} levels.`, limit));
    }
    const { document, plans } = checked;
    const operationName = params.operationName ?? undefined;
    const operation = getOperationAST(document, operationName);
    if (operation) {
      const plan = this.#plan(document, operation, plans);
      return { outcome: 'READY', document, operation, operationName, variables, plan };
    }
    return this.#refused(
      new GraphQLError(
        operationName === undefined
          ? 'The document has several operations: say which one with operationName.'
          : 'The document has no operation with this operationName.',
      ),
    );
  }

  /** Runs a query or mutation. Never throws and never rejects: failures are errors in the result, masked. */
  execute(prepared: PreparedOperation, context: Context): ExecutionResult | Promise<ExecutionResult> {
    try {
      const { plan } = prepared;
      const result =
        plan === undefined
          ? execute(this.#arguments(prepared, context))
          : runStraight(this.schema, plan, prepared, context);
      if (!isPromise(result)) return this.maskResult(result);
      return result.then(
        (settled) => this.maskResult(settled),
        (error: unknown) => ({ errors: [this.mask(error)] }),
      );
    } catch (error) {
      return { errors: [this.mask(error)] };
    }
  }

  /**
   * Starts a subscription: a stream of results, or one result with errors when it can't start. Results of
   * the stream still have to go through {@link GraphQLPipeline.maskResult}. Never rejects.
   */
  async subscribe(
    prepared: PreparedOperation,
    context: Context,
  ): Promise<AsyncGenerator<ExecutionResult, void, void> | ExecutionResult> {
    try {
      const result = await subscribe(this.#arguments(prepared, context));
      return Symbol.asyncIterator in result ? result : this.maskResult(result);
    } catch (error) {
      return { errors: [this.mask(error)] };
    }
  }

  /** What a client sees of any failure. */
  mask(error: unknown): GraphQLError {
    return maskError(error, this.#log);
  }

  /** The result with its errors masked. */
  maskResult(result: ExecutionResult): ExecutionResult {
    if (result.errors === undefined) return result;
    return { ...result, errors: result.errors.map((error) => this.mask(error)) };
  }

  #plan(document: DocumentNode, operation: OperationDefinitionNode, plans: Plans): QueryPlan | undefined {
    const known = plans.get(operation);
    if (known === undefined) {
      plans.set(operation, { uses: 1, plan: undefined });
      return undefined;
    }
    known.uses += 1;
    if (known.uses === 2) known.plan = planQuery(this.schema, document, operation);
    return known.plan;
  }

  #arguments(prepared: PreparedOperation, context: Context) {
    return {
      schema: this.schema,
      document: prepared.document,
      operationName: prepared.operationName,
      variableValues: prepared.variables,
      contextValue: context,
    };
  }

  #check(text: string): Checked {
    const known = this.#documents.get(text);
    if (known !== undefined) return known;
    const checked = this.#parseAndValidate(text);
    this.#documents.set(text, checked);
    return checked;
  }

  #parseAndValidate(text: string): Checked {
    try {
      const document = parse(text, { maxTokens: LIMITS.documentTokens });
      const excess = excessOf(document);
      if (excess !== undefined) return this.#refused(excess);
      const errors = validate(this.schema, document, undefined, { maxErrors: MAX_VALIDATION_ERRORS });
      return errors.length === 0
        ? { outcome: 'VALID', document, plans: new Map() }
        : this.#refused(...errors);
    } catch (error) {
      if (error instanceof RangeError) {
        return this.#refused(limitError('The document nests too deep.', LIMITS.documentDepth));
      }
      return this.#refused(isTokenLimit(error) ? tokenLimitError() : error);
    }
  }

  #refused(...errors: readonly unknown[]): RefusedOperation {
    return { outcome: 'REFUSED', errors: errors.map((error) => this.mask(error)) };
  }
}

function isTokenLimit(error: unknown): boolean {
  return error instanceof GraphQLError && error.message.includes('Parsing aborted.');
}

function tokenLimitError(): GraphQLError {
  const limit = LIMITS.documentTokens;
  return limitError(`The document has more than ${limit} tokens. Send large values as variables.`, limit);
}

function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
