import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startGateway } from '../support/start-gateway.ts';

test('the guide runs over GraphQL, and tells what happened', async () => {
  const gateway = await startGateway();

  const example = spawn(process.execPath, ['examples/edit-or-remove-assets/edit-or-remove-assets.ts'], {
    env: { ...process.env, GATEWAY_URL: `${gateway.url}/graphql` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = (await text(example.stdout)).trim().split('\n');

  expect(output.slice(0, 10)).toEqual([
    '✓ Created local source with 3 assets',
    'Found assets: 3',
    '  - asset-1: Sample Image 1',
    '  - asset-2: Sample Image 2',
    '  - asset-3: Sample Image 3',
    '✓ Updated asset-1 metadata: Updated Sample Image',
    '✓ Removed asset-2 from server-uploads',
    'Remaining assets: 2',
    '✓ Notified UI of source changes',
    '✓ Created temporary source with 1 asset',
  ]);
  // Three subscriptions, three sockets' worth of order: the lines may come in any.
  expect(output.slice(11, 14).toSorted()).toEqual([
    'Event: Source added - event-demo',
    'Event: Source removed - event-demo',
    'Event: Source updated - event-demo',
  ]);
  expect(output.at(-1)).toBe('✓ Heard 3 events');
});
