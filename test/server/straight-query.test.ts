import * as fc from 'fast-check';
import { execute, type ExecutionResult, parse, type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { expect, test } from 'vitest';
import { SILENT_LOG } from '../../src/log.ts';
import { ANONYMOUS } from '../../src/model/principal.ts';
import { GraphQLPipeline } from '../../src/server/graphql-pipeline.ts';
import { planQuery } from '../../src/server/query-plan.ts';

const calls = { root: 0 };

/** What a field of a thing gives; most of it plain, some of it not. */
const ANSWERS: Readonly<Record<string, () => unknown>> = {
  plain: () => 'text',
  number: () => 42,
  nothing: () => null,
  missing: () => undefined,
  fraction: () => 1.5,
  boolean: () => true,
  object: () => ({ deep: { list: [1, 'two', null] } }),
  error: () => new Error('returned'),
  promise: () => Promise.resolve('later'),
  rejection: () => Promise.reject(new Error('rejected')),
  method: () => () => 'called',
};

const answers = { text: 'plain', need: 'plain', count: 'number', json: 'object', tags: 'plain' };

const thing = (depth: number): Record<string, unknown> => ({
  name: 'thing',
  hidden: 'never selected',
  next: depth === 0 ? null : thing(depth - 1),
  all: depth === 0 ? [] : [thing(depth - 1), thing(depth - 1)],
});

const schema: GraphQLSchema = createSchema({
  typeDefs: /* GraphQL */ `
    scalar JSON
    enum Size {
      SMALL
      LARGE
    }
    interface Named {
      name: String!
    }
    input Point {
      x: Int! = 1
      y: Int
    }
    type Thing implements Named {
      name: String!
      text: String
      need: String!
      count: Int
      size: Size!
      json: JSON
      tags: [String!]
      echo(text: String = "default", point: Point): String
      next: Thing
      all: [Thing!]!
    }
    type Query {
      thing: Thing
      needed: Thing!
      later: Thing
      fails: Thing
      rejects: Thing
      named: Named
      things(count: Int! = 2): [Thing]
    }
  `,
  resolvers: {
    Thing: {
      text: () => ANSWERS[answers.text]?.(),
      need: () => ANSWERS[answers.need]?.(),
      count: () => ANSWERS[answers.count]?.(),
      json: () => ANSWERS[answers.json]?.(),
      tags: () => [ANSWERS[answers.tags]?.(), 'b'],
      size: () => 'LARGE',
      echo: (_thing, args) => JSON.stringify(args),
    },
    Named: { __resolveType: () => 'Thing' },
    Query: {
      thing: () => counted(thing(2)),
      needed: () => counted(thing(1)),
      later: () => counted(Promise.resolve(thing(1))),
      fails: () => {
        calls.root += 1;
        throw new Error('thrown');
      },
      rejects: () => counted(Promise.reject(new Error('rejected'))),
      named: () => counted(thing(1)),
      things: (_root, { count }: { count: number }) => counted(Array.from({ length: count }, () => thing(1))),
    },
  },
});

/** In what order errors come that happen at the same time is left open by the specification. */
function errorsOf({ errors }: ExecutionResult): string[] | undefined {
  return errors?.map((error) => JSON.stringify(error)).toSorted();
}

/** How many response names an operation has at its root. */
function rootsOf(query: string): number {
  const operation = parse(query).definitions[0];
  if (operation?.kind !== 'OperationDefinition') return 0;
  const names = operation.selectionSet.selections.map((field) =>
    field.kind === 'Field' ? (field.alias ?? field.name).value : '',
  );
  return new Set(names).size;
}

function counted<T>(value: T): T {
  calls.root += 1;
  return value;
}

const leaf = fc.constantFrom(
  'name',
  '__typename',
  'text',
  'need',
  'count',
  'size',
  'json',
  'tags',
  'other: text',
  'echo',
  'e1: echo(text: null)',
  'e2: echo(text: $text)',
  'e3: echo(text: "constant", point: { x: 3 })',
  'bound: echo(point: { y: $y })',
  'skipped: name @skip(if: $yes)',
  '...Fragment',
  '... on Thing { text more: name }',
  '... on Named { fromInterface: name }',
);
const { thingFields } = fc.letrec<{ thingFields: string }>((tie) => ({
  thingFields: fc
    .array(
      fc.oneof(
        { maxDepth: 2, depthIdentifier: 'thing' },
        leaf,
        tie('thingFields').map((inner) => `next { ${inner} }`),
        tie('thingFields').map((inner) => `all { ${inner} }`),
        tie('thingFields').map((inner) => `same: next { ${inner} }`),
      ),
      { minLength: 1, maxLength: 4, depthIdentifier: 'thing' },
    )
    .map((fields) => fields.join(' ')),
}));
const rootField = fc
  .tuple(
    fc.constantFrom(
      'thing',
      'needed',
      'later',
      'fails',
      'rejects',
      'things',
      'c: things(count: $y)',
      'a: thing',
      'b: needed',
    ),
    thingFields,
  )
  .map(([name, fields]) => `${name} { ${fields} }`);
const VARIABLES = ['$text: String', '$y: Int! = 1', '$yes: Boolean = true'];
const FRAGMENT = 'fragment Fragment on Thing { name text next { count } }';
const document = fc.array(rootField, { minLength: 1, maxLength: 3 }).map((fields) => {
  const body = fields.join(' ');
  // Validation refuses what is declared and not used.
  const used = VARIABLES.filter((variable) => new RegExp(`\\${variable.split(':')[0]}\\b`).test(body));
  const head = used.length === 0 ? 'query Q' : `query Q(${used.join(', ')})`;
  return `${head} { ${body} } ${body.includes('...Fragment') ? FRAGMENT : ''}`;
});
const given = fc.record({
  text: fc.constantFrom(...Object.keys(ANSWERS)),
  need: fc.constantFrom('plain', 'plain', 'plain', 'nothing', 'promise'),
  count: fc.constantFrom('number', 'number', 'fraction', 'nothing', 'boolean'),
  json: fc.constantFrom('object', 'plain', 'nothing', 'error', 'promise'),
  tags: fc.constantFrom('plain', 'plain', 'nothing', 'number'),
});

test('a query run by its plan has the result that GraphQL gives it, errors and order included', async () => {
  const pipeline = new GraphQLPipeline({ schema, log: SILENT_LOG, contextFor: () => ({}) as never });
  let planned = 0;
  await fc.assert(
    fc.asyncProperty(
      document,
      given,
      fc.constantFrom({}, { text: 'given', y: 2 }, { text: null }, { y: 'no number' }),
      async (query, how, variables) => {
        Object.assign(answers, how);
        const context = pipeline.contextFor(ANONYMOUS);
        pipeline.prepare({ query, variables });
        const prepared = pipeline.prepare({ query, variables });
        if (prepared.outcome === 'REFUSED') return;
        if (prepared.plan !== undefined) planned += 1;
        calls.root = 0;
        const result = await pipeline.execute(prepared, context);
        const straightCalls = calls.root;

        calls.root = 0;
        const reference = await execute({ schema, document: parse(query), variableValues: variables });

        const expected = pipeline.maskResult(reference);
        expect(JSON.stringify(result.data)).toBe(JSON.stringify(expected.data));
        expect(errorsOf(result)).toEqual(errorsOf(expected));
        // Never twice; one that the executor would not have reached any more may have been called.
        expect(straightCalls).toBeGreaterThanOrEqual(calls.root);
        expect(straightCalls).toBeLessThanOrEqual(rootsOf(query));
      },
    ),
    { numRuns: 1_500 },
  );
  expect(planned).toBeGreaterThan(200);
});

test.each([
  ['a plain query', '{ thing { name echo(text: "x") next { name } } }', true],
  ['a field of an abstract type', '{ named { name } }', false],
  ['introspection', '{ __schema { types { name } } }', false],
  ['a directive', '{ thing { name @skip(if: false) } }', false],
  ['an alias that would set a prototype', '{ thing { __proto__: name } }', false],
])('%s: planned is %s', (_what, text, expected) => {
  const parsed = parse(text);
  const operation = parsed.definitions[0];
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation');

  expect(planQuery(schema, parsed, operation) !== undefined).toBe(expected);
});

test('arguments that many calls share can not be changed by one', async () => {
  const seen: unknown[] = [];
  const sharing = createSchema({
    typeDefs: 'input P { x: [Int] } type Query { f(p: P): Int }',
    resolvers: { Query: { f: (_root, args) => seen.push(args) } },
  });
  const pipeline = new GraphQLPipeline({ schema: sharing, log: SILENT_LOG, contextFor: () => ({}) as never });
  for (let use = 0; use < 3; use += 1) {
    const prepared = pipeline.prepare({ query: '{ f(p: { x: [1] }) }' });
    if (prepared.outcome === 'READY') await pipeline.execute(prepared, pipeline.contextFor(ANONYMOUS));
  }

  expect(seen).toEqual([{ p: { x: [1] } }, { p: { x: [1] } }, { p: { x: [1] } }]);
  expect(seen.slice(1).every((args) => Object.isFrozen((args as { p: { x: unknown } }).p.x))).toBe(true);
});
