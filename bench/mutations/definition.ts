/** What every client adds: about 0.6 KB of JSON. */
export const definition = {
  label: { en: 'Mountain lake at dawn', de: 'Bergsee in der Dämmerung' },
  tags: { en: ['nature', 'mountain', 'lake'] },
  groups: ['landscapes'],
  meta: {
    uri: 'https://cdn.example.com/assets/images/mountain-lake-at-dawn.jpg',
    thumbUri: 'https://cdn.example.com/assets/thumbnails/mountain-lake-at-dawn.jpg',
    mimeType: 'image/jpeg',
    width: 4000,
    height: 3000,
  },
};
