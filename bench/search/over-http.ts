import { Agent } from 'node:http';
import type { AssetDefinition } from '../../src/model/asset.ts';
import type { AssetQuery } from '../../src/model/query.ts';
import { send } from '../support/send.ts';

/** GraphQL over one kept-alive connection, as a panel would hold it. */
export function overHttp(url: string): {
  fill: (sourceId: string, definitions: Iterable<AssetDefinition>) => Promise<void>;
  find: (sourceId: string, query: AssetQuery) => Promise<number>;
  close: () => void;
} {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const post = async (query: string, variables: object): Promise<Record<string, { total?: number }>> => {
    const body = JSON.stringify({ query, variables });
    const text = await send(agent, 'POST', `${url}/graphql`, body);
    const { data, errors } = JSON.parse(text) as {
      data: Record<string, { total?: number }>;
      errors?: readonly unknown[];
    };
    if (errors !== undefined) throw new Error(text);
    return data;
  };
  return {
    async fill(sourceId, definitions) {
      await post('mutation Add($id: ID!) { addSource(source: { id: $id }) { version } }', { id: sourceId });
      const rest = Iterator.from(definitions);
      for (;;) {
        const changes = [...rest.take(1_000)].map((add) => ({ add }));
        if (changes.length === 0) return;
        await post(
          'mutation Fill($id: ID!, $changes: [AssetChangeInput!]!) { changeAssets(sourceId: $id, changes: $changes) { version } }',
          { id: sourceId, changes },
        );
      }
    },
    async find(sourceId, query) {
      const { findAssets } = await post(
        `query Find($id: ID!, $query: AssetQuery!) {
          findAssets(sourceId: $id, query: $query) {
            total nextPage assets { id label uri thumbUri groups } facets { path values { value count } }
          }
        }`,
        { id: sourceId, query },
      );
      return findAssets?.total ?? 0;
    },
    close: () => agent.destroy(),
  };
}
