import type { CodegenConfig } from '@graphql-codegen/cli';

export default {
  schema: './schema.graphql',
  documents: './client/src/operations.graphql',
  generates: {
    './client/src/operations.generated.ts': {
      plugins: ['typescript-operations', 'typed-document-node'],
      config: {
        documentMode: 'string',
        importExtension: '.ts',
        useTypeImports: true,
        immutableTypes: true,
        enumsAsTypes: true,
        strictScalars: true,
        scalars: {
          ID: 'string',
          Cursor: 'string',
          DateTime: 'string',
          JSONObject: '{ readonly [key: string]: unknown }',
          LocalizedString: '{ readonly [locale: string]: string }',
          LocalizedStrings: '{ readonly [locale: string]: readonly string[] }',
        },
      },
    },
  },
} satisfies CodegenConfig;
