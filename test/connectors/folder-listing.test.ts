import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FolderListing } from '../../src/connectors/listing/folder-listing.ts';
import { idsOf, pagesOf } from './support/list-all.ts';

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'gateway-folder-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return root;
}

const listing = (path: string, watch = false) =>
  new FolderListing({ from: 'folder', path, baseUrl: 'https://cdn.example.com/media/', watch });

test('a folder is listed with what is in it, by path, each file with its type and its sidecar', async () => {
  const root = await folder({
    'b.png': 'png',
    'nature/a tall_mountain.jpg': 'jpeg!',
    'nature/a tall_mountain.jpg.json': JSON.stringify({
      label: { de: 'Berg' },
      tags: { en: ['alps'] },
      meta: { author: 'Ann' },
    }),
    'notes.txt': 'not an asset',
    '.hidden.png': 'hidden',
  });
  await symlink('/etc', join(root, 'linked'));

  const [assets = []] = await pagesOf(listing(root));

  expect(assets).toEqual([
    {
      id: 'b.png',
      label: { en: 'b' },
      meta: expect.objectContaining({ mimeType: 'image/png', bytes: 3 }),
    },
    {
      id: 'nature/a tall_mountain.jpg',
      label: { de: 'Berg' },
      tags: { en: ['alps'] },
      groups: ['nature'],
      meta: expect.objectContaining({
        uri: expect.stringMatching(/^https:\/\/cdn\.example\.com\/media\/nature\/a%20tall_mountain\.jpg\?v=/),
        mimeType: 'image/jpeg',
        author: 'Ann',
      }),
    },
  ]);
});

test('a folder that is not there is a failure, and not an empty one', async () => {
  await expect(idsOf(listing('/nowhere/at/all'))).rejects.toMatchObject({ reason: 'UNREACHABLE' });
});

test('a sidecar that is no JSON is a failure that names it', async () => {
  const root = await folder({ 'a.png': '', 'a.png.json': '{' });

  await expect(idsOf(listing(root))).rejects.toThrow('a.png.json is not a JSON object');
});

test('a watched folder tells of files that come, change, move and go, at any depth', async () => {
  const root = await folder({ 'a.png': 'a' });
  const watched = listing(root, true);
  let changes = 0;
  await using _watch = watched.watch?.(() => {
    changes += 1;
  });
  const tells = async (act: () => Promise<unknown>) => {
    const before = changes;
    await act();
    await expect.poll(() => changes, { timeout: 10_000 }).toBeGreaterThan(before);
  };

  await tells(() => writeFile(join(root, 'b.png'), 'b'));
  await tells(() => mkdir(join(root, 'sub')));
  await tells(() => writeFile(join(root, 'b.png'), 'changed'));
  await tells(() => rename(join(root, 'b.png'), join(root, 'sub', 'c.png')));
  await tells(() => rm(join(root, 'a.png')));

  expect(await idsOf(watched)).toEqual(['sub/c.png']);
});
