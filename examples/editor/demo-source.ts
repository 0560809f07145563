/** A picture that needs no network: hills in front of a sky, as a data URI of a few hundred bytes. */
export function landscape(hue: number): string {
  const [sky, haze, hills, meadow] = [
    hex(hue, 75, 62),
    hex(hue + 40, 85, 88),
    hex(hue + 190, 35, 42),
    hex(hue + 170, 40, 28),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="240"><defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky}"/><stop offset="1" stop-color="${haze}"/></linearGradient></defs><rect width="320" height="240" fill="url(#s)"/><circle cx="${60 + (hue % 200)}" cy="70" r="26" fill="#ffffff" opacity=".85"/><path d="M0 190 80 110l60 60 70-90 110 110v60H0z" fill="${hills}"/><path d="M0 215q80-50 160-10t160-15v50H0z" fill="${meadow}"/></svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/** A colour as the engine's SVG reader takes it: it knows no `hsl()`. */
function hex(hue: number, saturation: number, lightness: number): string {
  const chroma = (saturation / 100) * Math.min(lightness / 100, 1 - lightness / 100);
  const channel = (offset: number): string => {
    const turn = (offset + hue / 30) % 12;
    const value = lightness / 100 - chroma * Math.max(-1, Math.min(turn - 3, 9 - turn, 1));
    return Math.round(255 * value)
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** An asset of the demo, as CE.SDK's documentation writes one. */
export function landscapeAsset(id: string, label: string, hue: number): object {
  const uri = landscape(hue);
  return {
    id,
    label: { en: label },
    tags: { en: ['landscape'] },
    meta: { uri, thumbUri: uri, mimeType: 'image/svg+xml', width: 320, height: 240 },
  };
}

const LANDSCAPES = ['Harbour', 'Dunes', 'Glacier', 'Orchard', 'Canyon', 'Lagoon'];

/** Gives the gateway a source to begin with, unless it has it. */
export async function addDemoSource(gatewayUrl: string): Promise<void> {
  const run = async (query: string, variables: object = {}): Promise<Record<string, unknown>> => {
    const answer = await fetch(gatewayUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: Record<string, unknown>; errors?: unknown };
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const { assetSource } = await run('{ assetSource(id: "landscapes") { id } }');
  if (assetSource !== null) return;
  const assets = LANDSCAPES.map((label, index) => landscapeAsset(`landscape-${index}`, label, index * 57));
  await run(
    `mutation ($assets: [AssetInput!]!) {
      addSource(source: { id: "landscapes", name: { en: "Landscapes", de: "Landschaften" } }) { changed }
      syncSource(sourceId: "landscapes", assets: $assets) { added }
    }`,
    { assets },
  );
}
