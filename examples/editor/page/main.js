import CreativeEditorSDK from '@cesdk/cesdk-js';
import { addGatewayLibraryEntry, connectAssetGateway } from '@asset-gateway/client';
import { gatewayUrl } from '/config.js';

const cesdk = await CreativeEditorSDK.create('#editor', {
  baseURL: `${location.origin}/node_modules/@cesdk/cesdk-js/assets/`,
  role: 'Creator',
});
cesdk.feature.enable([
  'ly.img.library.panel',
  'ly.img.dock',
  'ly.img.navigation',
  'ly.img.navigation.bar',
  'ly.img.canvas',
]);
cesdk.i18n.setLocale('en');
await cesdk.actions.run('scene.create', { mode: 'Design' });

// These lines are the whole integration.
const gateway = connectAssetGateway(cesdk.engine, {
  url: gatewayUrl,
  onStatus: showStatus,
  prepareAsset: uploaded,
});
addGatewayLibraryEntry(cesdk, gateway, {
  title: 'Gateway',
  canChange: true,
  entry: {
    gridColumns: 2,
    gridBackgroundType: 'cover',
    cardLabel: (asset) => asset.label,
    cardLabelPosition: () => 'below',
  },
});

await gateway.ready;
cesdk.ui.openPanel('//ly.img.panel/assetLibrary', {
  payload: { entries: ['asset-gateway'], title: 'Gateway' },
});

// For the console, and for tests.
Object.assign(window, { cesdk, gateway });

// What follows is the other side: anything that changes the gateway, here three buttons.
const sourceId = 'landscapes';

async function run(query, variables = {}) {
  const response = await fetch(gatewayUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { sourceId, ...variables } }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors[0].message);
  return data;
}

async function assets() {
  const { findAssets } = await run(
    `query ($sourceId: ID!) { findAssets(sourceId: $sourceId, query: { perPage: 200 }) { assets { id label meta } } }`,
  );
  return findAssets.assets;
}

document.querySelector('#add').onclick = async () => {
  const all = await assets();
  const { meta } = all[Math.floor(Math.random() * all.length)] ?? { meta: {} };
  await run(
    `mutation ($sourceId: ID!, $asset: AssetInput!) { addAsset(sourceId: $sourceId, asset: $asset) { version } }`,
    {
      asset: { label: { en: `Added at ${new Date().toLocaleTimeString()}` }, meta },
    },
  );
};

document.querySelector('#rename').onclick = async () => {
  const [first] = await assets();
  if (!first) return;
  await run(
    `mutation ($sourceId: ID!, $id: ID!, $label: LocalizedString!) {
      updateAsset(sourceId: $sourceId, id: $id, patch: { label: $label }) { version }
    }`,
    { id: first.id, label: { en: `Renamed at ${new Date().toLocaleTimeString()}` } },
  );
};

document.querySelector('#remove').onclick = async () => {
  const last = (await assets()).at(-1);
  if (!last) return;
  await run(`mutation ($sourceId: ID!, $id: ID!) { removeAsset(sourceId: $sourceId, id: $id) { version } }`, {
    id: last.id,
  });
};

// An editor's upload is known to its own page alone. An app would send the file to its storage here, and put the address that
// it got into the asset; this example puts in the file itself, as long as it is small.
// Its id is a file name with a number, which the next page begins anew.
async function uploaded(asset) {
  return { ...(await inlined(asset)), id: `${asset.id}/${Date.now()}` };
}

async function inlined(value) {
  if (typeof value === 'string') return value.startsWith('blob:') ? dataUri(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, entry]) => [key, await inlined(entry)]),
  );
  return Array.isArray(value) ? entries.map(([, entry]) => entry) : Object.fromEntries(entries);
}

async function dataUri(uri) {
  const blob = await (await fetch(uri)).blob();
  if (blob.size > 7_000) throw new Error('This example takes files of up to 7 kB.');
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.readAsDataURL(blob);
  });
}

function showStatus(status) {
  const said = {
    connecting: () => 'connecting …',
    live: () => `live by ${status.transport}`,
    waiting: () => `away: ${status.error.message}`,
    disposed: () => 'disposed',
  };
  document.querySelector('#status').textContent = said[status.state]();
}
