import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../model/principal.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request that a route was found for. */
export type RouteRequest = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The parts of the path that the pattern leaves open, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  /** Who asks. Throws UNAUTHENTICATED: only what is for everybody may do without. */
  readonly principal: () => Principal;
};

/** What one path of the gateway does. */
export type Route = {
  readonly method: Method;
  /** `/sources/:id/content.json`: a `:name` stands for one part of the path. */
  readonly path: string;
  /** Answers the request. A GatewayError that is thrown before headers are sent becomes a JSON error. GET serves HEAD too. */
  readonly answer: (request: RouteRequest) => void | Promise<void>;
};

type Match =
  | { readonly outcome: 'FOUND'; readonly route: Route; readonly params: Readonly<Record<string, string>> }
  | { readonly outcome: 'OTHER_METHOD'; readonly allow: readonly Method[] }
  | { readonly outcome: 'UNKNOWN' };

/** The routes of the gateway by path. A part that is spelled out wins over an open one, in order of registration. */
export class RouteTable {
  readonly #routes: readonly { readonly route: Route; readonly parts: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => ({ route, parts: route.path.split('/') }));
  }

  get paths(): string[] {
    return [...new Set(this.#routes.map(({ route }) => route.path))];
  }

  find(method: string, path: string): Match {
    const asked = path.split('/');
    const allow: Method[] = [];
    for (const { route, parts } of this.#routes) {
      const params = matched(parts, asked);
      if (params === undefined) continue;
      if (route.method === method || (route.method === 'GET' && method === 'HEAD')) {
        return { outcome: 'FOUND', route, params };
      }
      allow.push(route.method);
    }
    return allow.length > 0 ? { outcome: 'OTHER_METHOD', allow } : { outcome: 'UNKNOWN' };
  }
}

function matched(parts: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== asked.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const given = asked[index] ?? '';
    if (!part.startsWith(':')) {
      if (part !== given) return undefined;
      continue;
    }
    const value = decoded(given);
    if (value === undefined || value === '') return undefined;
    params[part.slice(1)] = value;
  }
  return params;
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
