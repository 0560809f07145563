/** A tab of GraphiQL. */
export type ExampleTab = { readonly query: string; readonly variables?: string };

/** What a new gateway can be shown with, to be run from left to right. */
export const EXAMPLE_TABS: readonly ExampleTab[] = [
  {
    query: `# 1 · Create an asset source.
# Run it with the pink button, then go on
# with the next tab.
mutation AddSource {
  addSource(
    source: {
      id: "server-uploads"
      name: { en: "Server uploads" }
    }
  ) {
    source {
      id
      name
    }
    version
    cursor
  }
}
`,
  },
  {
    query: `# 2 · Watch what happens to all sources.
# Switching tabs ends it: open this page in
# a second window, and keep both in view.
subscription Watch {
  assetSourceEvents {
    __typename
    ... on StreamOpened {
      cursor
      status
    }
    ... on AssetSourceEvent {
      cursor
      sourceId
      version
      cause {
        operation
      }
    }
    ... on AssetSourceUpdated {
      changeCount
      changes(first: 5) {
        kind
        assetId
        fields
        asset {
          label
        }
      }
    }
  }
}
`,
  },
  {
    query: `# 3 · Add two assets (below, in Variables).
# The window that watches shows one event.
mutation AddAssets($changes: [AssetChangeInput!]!) {
  changeAssets(
    sourceId: "server-uploads"
    changes: $changes
    onError: SKIP_FAILED
  ) {
    changedCount
    results {
      assetId
      changed
      error {
        code
        message
      }
    }
    version
  }
}
`,
    variables: JSON.stringify(
      {
        changes: [
          {
            add: {
              id: 'mountain',
              label: { en: 'Mountain', de: 'Berg' },
              tags: { en: ['nature', 'landscape'], de: ['Natur', 'Landschaft'] },
              groups: ['landscapes'],
              meta: {
                uri: 'https://example.com/mountain.jpg',
                thumbUri: 'https://example.com/mountain-thumb.jpg',
                mimeType: 'image/jpeg',
                width: 1920,
                height: 1280,
              },
            },
          },
          {
            add: {
              id: 'ocean',
              label: { en: 'Ocean', de: 'Meer' },
              tags: { en: ['nature', 'water'], de: ['Natur', 'Wasser'] },
              groups: ['landscapes'],
              meta: {
                uri: 'https://example.com/ocean.jpg',
                thumbUri: 'https://example.com/ocean-thumb.jpg',
                mimeType: 'image/jpeg',
                width: 2400,
                height: 1600,
              },
            },
          },
        ],
      },
      null,
      2,
    ),
  },
  {
    query: `# 4 · Search, as an asset panel does.
query Find($query: AssetQuery!) {
  findAssets(
    sourceId: "server-uploads"
    query: $query
  ) {
    total
    version
    assets {
      id
      label(locale: "en")
      tags(locale: "en")
      thumbUri
      width
      height
    }
    facets {
      path
      values {
        value
        count
      }
    }
  }
}
`,
    variables: JSON.stringify({ query: { query: 'nature', perPage: 10, facets: ['tags'] } }, null, 2),
  },
  {
    query: `# 5 · Change an asset. Run it twice: the second
# time nothing changes, and nobody is told.
mutation UpdateAsset {
  updateAsset(
    sourceId: "server-uploads"
    id: "mountain"
    patch: { label: { en: "Mountain at dawn" } }
  ) {
    changed
    asset {
      id
      label
      version
    }
  }
}
`,
  },
  {
    query: `# 6 · Who changed what, when and why.
query Journal {
  journal(last: 20) {
    entries {
      cursor
      occurredAt
      kind
      sourceId
      assetId
      fields
      principal
      cause {
        kind
        operation
      }
    }
  }
}
`,
  },
];
