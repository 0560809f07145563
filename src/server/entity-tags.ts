import { createHash } from 'node:crypto';
import { type DocumentNode, type FieldNode, getArgumentValues, type GraphQLSchema } from 'graphql';
import { coerceVariables } from './coerce-variables.ts';
import type { Exchange } from './exchange.ts';
import type { PreparedOperation } from './graphql-pipeline.ts';
import { versionedRoots } from './versioned-fields.ts';

/** What an answer's validity hangs on. */
export interface SourceVersions {
  /** Names the journal that versions count in: another database has another. */
  readonly journalId: string;
  /**
   * The version of the source that a query would read now: 0 when there never was one with this id;
   * undefined when its contents are not the gateway's (EXTERNAL), so that no version tells about them.
   */
  sourceVersion(sourceId: string): number | undefined;
}

/** The argument of a root field that names the source that it reads. */
const SOURCE_ARGUMENT: Readonly<Record<string, string>> = {
  findAssets: 'sourceId',
  asset: 'sourceId',
  assetSource: 'id',
};

/**
 * Entity tags of answers to GET: of the operation, of who may see what, and of the version of each source
 * that is read. An operation that reads anything else has none.
 */
export class EntityTags {
  readonly #schema: GraphQLSchema;
  readonly #versions: SourceVersions | undefined;
  readonly #release: string;
  readonly #roots = new WeakMap<DocumentNode, { readonly roots: readonly FieldNode[] | undefined }>();

  /** `release` tells builds apart that might shape the same answer differently. */
  constructor(schema: GraphQLSchema, versions: SourceVersions | undefined, release: string) {
    this.#schema = schema;
    this.#versions = versions;
    this.#release = release;
  }

  /** The tag that the answer has at this moment, or undefined when it can have none. */
  tagOf(prepared: PreparedOperation, text: string, { principal, mediaType }: Exchange): string | undefined {
    const versions = this.#versions;
    if (versions === undefined || prepared.operation.operation !== 'query') return undefined;
    if (!principal.permissions.has('READ')) return undefined;
    // How a mirror fares changes without a change of its source.
    if (/\bmirror\b/.test(text)) return undefined;
    const sourceIds = this.#sourcesRead(prepared);
    if (sourceIds === undefined) return undefined;
    const read: [string, number][] = [];
    for (const id of sourceIds) {
      const version = versions.sourceVersion(id);
      if (version === undefined) return undefined;
      read.push([id, version]);
    }
    const permissions = [...principal.permissions].toSorted();
    const { operationName, variables } = prepared;
    const facts = [this.#release, versions.journalId, mediaType, permissions, text, operationName, variables];
    const digest = createHash('sha256')
      .update(JSON.stringify([...facts, read]))
      .digest('base64url');
    // Weak: the same answer, maybe not the same bytes.
    return `W/"${digest.slice(0, 27)}"`;
  }

  /** Tells whether an If-None-Match header names the tag. */
  isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
    if (ifNoneMatch === undefined) return false;
    const opaque = tag.slice('W/'.length);
    return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === opaque);
  }

  /** The sources that the operation reads, or undefined when it reads something else. */
  #sourcesRead(prepared: PreparedOperation): ReadonlySet<string> | undefined {
    const roots = this.#rootsOf(prepared.document);
    const queries = this.#schema.getQueryType()?.getFields();
    const variables = roots && coerceVariables(this.#schema, prepared);
    if (roots === undefined || queries === undefined || variables === undefined) return undefined;
    const sourceIds = new Set<string>();
    for (const node of roots) {
      const definition = queries[node.name.value];
      const argument = SOURCE_ARGUMENT[node.name.value];
      if (definition === undefined || argument === undefined) return undefined;
      const sourceId = valueOf(() => getArgumentValues(definition, node, variables)[argument]);
      if (typeof sourceId !== 'string') return undefined;
      sourceIds.add(sourceId);
    }
    return sourceIds;
  }

  /** Looked for once per document: the pipeline hands out the same one as long as it remembers it. */
  #rootsOf(document: DocumentNode): readonly FieldNode[] | undefined {
    const known = this.#roots.get(document);
    if (known !== undefined) return known.roots;
    const roots = versionedRoots(this.#schema, document);
    this.#roots.set(document, { roots });
    return roots;
  }
}

function valueOf(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    // The argument is wrong; executing the operation will tell the client how.
    return undefined;
  }
}
