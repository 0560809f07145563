import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  Kind,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

/**
 * The fields whose value follows from the version of the source that they belong to. What is not listed may
 * change while the version stays: how a mirror fares, the time, other sources. New fields are not listed by
 * themselves, so that forgetting one costs a cache hit and not the truth.
 */
const VERSIONED: Readonly<Record<string, readonly string[]>> = {
  Query: ['findAssets', 'asset', 'assetSource'],
  AssetPage: ['assets', 'total', 'currentPage', 'nextPage', 'facets', 'version'],
  Facet: ['path', 'values'],
  FacetValue: ['value', 'count'],
  Asset: [
    'id',
    'sourceId',
    'source',
    'label',
    'labels',
    'tags',
    'localizedTags',
    'groups',
    'meta',
    'payload',
    'uri',
    'thumbUri',
    'mimeType',
    'width',
    'height',
    'blockType',
    'credits',
    'license',
    'utm',
    'version',
    'createdAt',
    'updatedAt',
  ],
  AssetSource: [
    'id',
    'kind',
    'name',
    'names',
    'supportedMimeTypes',
    'credits',
    'license',
    'expiresAt',
    'version',
    'assetCount',
    'groups',
    'createdAt',
    'updatedAt',
  ],
  Credits: ['name', 'url'],
  License: ['name', 'url'],
  Utm: ['source', 'medium'],
};

/**
 * The root fields of a document, when everything in it follows from the versions of the sources that they
 * name; undefined when one field does not, or when there are several operations.
 */
export function versionedRoots(schema: GraphQLSchema, document: DocumentNode): FieldNode[] | undefined {
  const roots: FieldNode[] = [];
  let versioned = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION).length === 1;
  const types = new TypeInfo(schema);
  const check = (node: FieldNode) => {
    const parent = types.getParentType()?.name ?? '';
    const name = node.name.value;
    if (name === '__typename') return;
    versioned &&= VERSIONED[parent]?.includes(name) === true;
    if (parent === schema.getQueryType()?.name) roots.push(node);
  };
  visit(document, visitWithTypeInfo(types, { Field: check }));
  return versioned && roots.length > 0 ? roots : undefined;
}
