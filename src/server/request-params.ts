import type { IncomingMessage } from 'node:http';
import { LIMITS } from '../catalog/limits.ts';
import { isJsonObject } from '../model/json.ts';
import type { OperationParams } from './graphql-pipeline.ts';
import { badRequest } from './refusal.ts';
import { readText } from './request-body.ts';

/**
 * The GraphQL parameters of a GET or POST, by the GraphQL over HTTP specification. Throws a `Refusal` when
 * they are not there or not of the right type.
 *
 * A POST must be application/json. Browsers send the types of HTML forms across origins without asking
 * first, so taking those would let any page change what a gateway on its visitor's machine holds.
 */
export function readParams(request: IncomingMessage): OperationParams | Promise<OperationParams> {
  if (request.method === 'GET') return checkParams(paramsInUrl(request.url ?? ''));
  if (!isJsonType(request.headers['content-type'])) {
    throw badRequest('Send POST requests with Content-Type: application/json, in UTF-8.', 415);
  }
  return readText(request, LIMITS.bodyBytes).then((text) => checkParams(jsonOf(text, 'The body')));
}

const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

function isJsonType(contentType: string | undefined): boolean {
  return contentType === 'application/json' || JSON_TYPE.test(contentType ?? '');
}

function paramsInUrl(url: string): Record<string, unknown> {
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start));
  return {
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: jsonIn(search, 'variables'),
    extensions: jsonIn(search, 'extensions'),
  };
}

function jsonIn(search: URLSearchParams, name: string): unknown {
  const text = search.get(name);
  return text ? jsonOf(text, name) : undefined;
}

function jsonOf(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest(`${what} is not valid JSON.`);
  }
}

function checkParams(params: unknown): OperationParams {
  if (Array.isArray(params)) throw badRequest('Batches are not accepted: send one operation per request.');
  if (!isJsonObject(params)) throw badRequest('The body must be a JSON object.');
  const { query, operationName, variables, extensions } = params;
  if (query === undefined || query === null) throw badRequest('The parameter query is missing.');
  if (typeof query !== 'string') throw badRequest('The parameter query must be a string.');
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw badRequest('The parameter operationName must be a string.');
  }
  if (!isAbsent(variables) && !isJsonObject(variables)) {
    throw badRequest('The parameter variables must be an object.');
  }
  if (!isAbsent(extensions) && !isJsonObject(extensions)) {
    throw badRequest('The parameter extensions must be an object.');
  }
  return { query, operationName, variables };
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
