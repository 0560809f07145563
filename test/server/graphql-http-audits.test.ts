import { serverAudits } from 'graphql-http';
import { describe, expect, test } from 'vitest';
import { startHttp } from './support/start-http.ts';

describe.each([
  ['the short way', true],
  ['the way through Yoga', false],
])('%s', (_name, shortWay) => {
  test.each(serverAudits({ url: '' }).map(({ id, name }) => [id, name]))(
    'passes audit %s: %s',
    async (id) => {
      const { url } = await startHttp({ shortWay });
      const audit = serverAudits({ url: `${url}/graphql`, fetchFn: fetch }).find((one) => one.id === id);

      const result = await audit?.fn();

      expect(result).toMatchObject({ status: 'ok' });
    },
  );
});
