import { GraphQLError, GraphQLScalarType, valueFromASTUntyped, type ValueNode } from 'graphql';
import { isJsonObject } from '../model/json.ts';

function badValue(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** What is in an object is checked by the catalog; here it is only told from other values. */
function objectScalar(name: string, example: string): GraphQLScalarType {
  const parse = (value: unknown): unknown => {
    if (!isJsonObject(value)) throw badValue(`${name} must be an object, as in ${example}.`);
    return value;
  };
  return new GraphQLScalarType({
    name,
    serialize: (value) => value,
    parseValue: parse,
    parseLiteral: (node: ValueNode, variables) => parse(valueFromASTUntyped(node, variables)),
  });
}

export const JSONObject = objectScalar('JSONObject', '{ "width": 640 }');
export const LocalizedString = objectScalar('LocalizedString', '{ "en": "Mountain" }');
export const LocalizedStrings = objectScalar('LocalizedStrings', '{ "en": ["nature"] }');

export const Cursor = new GraphQLScalarType({
  name: 'Cursor',
  serialize: String,
  parseValue: (value) => {
    if (typeof value !== 'string') throw badValue('A cursor is a string that the gateway has given out.');
    return value;
  },
});

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970 inside, ISO 8601 outside. */
export const DateTime = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  serialize: (value) => new Date(value as number).toISOString(),
  parseValue: (value) => {
    const time = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(time))
      throw badValue('DateTime must be an instant in ISO 8601, as in 2026-07-01T12:00:00Z.');
    return time;
  },
});
