import { afterAll, beforeAll, expect, test } from 'vitest';
import { PERMISSIONS } from '../../src/model/principal.ts';
import { startGateway, type TestGateway } from '../support/start-gateway.ts';

const SECRETS = PERMISSIONS.map((permission) => `secret-of-${permission}-alone`);
const ALL = 'secret-of-everything';

let gateway: TestGateway;
let stop: () => Promise<void>;
beforeAll(async () => {
  const keys = PERMISSIONS.map((permission, index) => `${permission}:${SECRETS[index]}:${permission}`);
  gateway = await startGateway({
    environment: { GATEWAY_API_KEYS: [...keys, `all:${ALL}:${PERMISSIONS.join('+')}`].join(',') },
    headers: { 'x-api-key': ALL },
    onDone: (dispose) => (stop = dispose),
  });
  await gateway.run('mutation { addSource(source: { id: "s" }) { version } }');
  await gateway.run('mutation { addAsset(sourceId: "s", asset: { id: "a" }) { version } }');
});
afterAll(() => stop());

/** How an operation ends for the key of each permission: its code, or OK. */
async function outcomes(operation: string): Promise<readonly string[]> {
  return Promise.all(
    SECRETS.map(async (secret) => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': secret },
        body: JSON.stringify({ query: operation }),
      });
      const { errors } = (await response.json()) as {
        errors?: readonly { readonly extensions: { readonly code: string } }[];
      };
      return errors?.[0]?.extensions.code ?? 'OK';
    }),
  );
}

const NO = 'FORBIDDEN';

// With READ, NOTIFY, WRITE and ADMIN alone.
test.each([
  ['{ assetSources { id } }', ['OK', NO, NO, NO]],
  ['{ assetSource(id: "s") { id } }', ['OK', NO, NO, NO]],
  ['{ asset(sourceId: "s", id: "a") { id } }', ['OK', NO, NO, NO]],
  ['{ findAssets(sourceId: "s") { total } }', ['OK', NO, NO, NO]],
  ['{ journal { endCursor } }', [NO, NO, NO, 'OK']],
  ['{ webhookDeliveries { id } }', [NO, NO, NO, 'OK']],
  ['mutation { assetSourceContentsChanged(sourceId: "s") { version } }', [NO, 'OK', 'OK', NO]],
  [
    'mutation { updateSource(id: "s", patch: { supportedMimeTypes: ["image/png"] }) { version } }',
    [NO, NO, 'OK', NO],
  ],
  ['mutation { addAsset(sourceId: "s", asset: { label: { en: "B" } }) { version } }', [NO, NO, 'OK', NO]],
  ['mutation { changeAssets(sourceId: "s", changes: []) { version } }', [NO, NO, 'OK', NO]],
  [
    'mutation { syncSource(sourceId: "s", assets: [], dryRun: true, removalLimit: 1) { version } }',
    [NO, NO, 'OK', NO],
  ],
  ['mutation { replayDelivery(id: "none") { id } }', [NO, NO, NO, 'BAD_USER_INPUT']],
])('%s asks for its permission and no other', async (operation, expected) => {
  expect(await outcomes(operation)).toEqual(expected);
});
