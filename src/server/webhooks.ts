import type { IncomingMessage } from 'node:http';
import type { Webhook } from '../connectors/connectors.ts';
import type { Inbox } from '../connectors/inbox.ts';
import { loggable } from '../connectors/outside-failure.ts';
import type { RefusalReason } from '../connectors/webhook/verifier.ts';
import { GatewayError } from '../errors.ts';
import type { Log } from '../log.ts';
import { isJsonObject } from '../model/json.ts';
import { badRequest, Refusal } from './refusal.ts';
import { readBytes } from './request-body.ts';
import type { Route, RouteRequest } from './route.ts';
import { sendJson } from './send-json.ts';

/** What can become of a delivery at the door. */
export const DELIVERY_OUTCOMES = [
  'kept',
  'duplicate',
  'ignored',
  'forged',
  'expired',
  'malformed',
  'not_allowed',
  'too_large',
  'full',
  'failed',
] as const;

export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

const REFUSED: Readonly<
  Record<RefusalReason, { readonly status: number; readonly outcome: DeliveryOutcome }>
> = {
  FORGED: { status: 401, outcome: 'forged' },
  EXPIRED: { status: 401, outcome: 'expired' },
  MALFORMED: { status: 400, outcome: 'malformed' },
  NOT_ALLOWED: { status: 403, outcome: 'not_allowed' },
};

export type WebhookRouteOptions = {
  /** By name; asked at every request. */
  readonly webhooks: () => ReadonlyMap<string, Webhook>;
  readonly inbox: Pick<Inbox, 'put'>;
  /** Told once for each delivery to a webhook that exists. */
  readonly count: (webhook: string, outcome: DeliveryOutcome) => void;
  readonly log: Log;
  readonly now?: (() => number) | undefined;
};

/**
 * `POST /webhooks/:name`: verifies the raw body, keeps the delivery on disk and answers; the work is done after. The
 * same delivery again is answered with 200 and not worked on again, so that a sender which missed an answer stops.
 */
export function webhookRoute(options: WebhookRouteOptions): Route {
  return { method: 'POST', path: '/webhooks/:name', answer: (request) => receive(request, options) };
}

async function receive(route: RouteRequest, options: WebhookRouteOptions): Promise<void> {
  const { request, response, params } = route;
  const { log, count } = options;
  const webhook = options.webhooks().get(params['name'] ?? '');
  if (webhook === undefined) {
    request.resume();
    throw badRequest('There is no webhook of this name.', 404);
  }
  const now = (options.now ?? Date.now)();
  try {
    const outcome = await take(request, webhook, now, options);
    count(webhook.name, outcome);
    sendJson(response, 200, { status: outcome });
  } catch (error) {
    const refusal = error instanceof Turned ? error : unexpected(error);
    count(webhook.name, refusal.outcome);
    const fields = { webhook: webhook.name, outcome: refusal.outcome, from: request.socket.remoteAddress };
    log.warn({ ...fields, reason: loggable(refusal.cause ?? refusal) }, 'webhook: turned a delivery away');
    throw refusal.refusal;
  }
}

/** A delivery that was not kept. */
class Turned extends Error {
  override readonly name = 'Turned';
  readonly outcome: DeliveryOutcome;
  /** What the sender is told: never why a signature was wrong. */
  readonly refusal: Refusal;

  constructor(outcome: DeliveryOutcome, refusal: Refusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
    this.refusal = refusal;
  }
}

function unexpected(error: unknown): Turned {
  if (error instanceof Refusal) {
    return new Turned(error.status === 413 ? 'too_large' : 'malformed', error, error.message);
  }
  const message = 'The delivery could not be kept. Send it again.';
  const refusal = new Refusal(new GatewayError('UNAVAILABLE', {}, message), 503, { 'retry-after': '30' });
  return new Turned('failed', refusal, message, { cause: error });
}

async function take(
  request: IncomingMessage,
  webhook: Webhook,
  now: number,
  { inbox }: WebhookRouteOptions,
): Promise<DeliveryOutcome> {
  const body = await readBody(request, webhook.maxBytes);
  const verdict = await webhook.verifier.verify({ headers: request.headers, body }, now);
  switch (verdict.outcome) {
    case 'REFUSED': {
      const { status, outcome } = REFUSED[verdict.reason];
      throw new Turned(outcome, notBelieved(status), verdict.why);
    }
    case 'IGNORED':
      return 'ignored';
    case 'BELIEVED':
      break;
  }
  if (!isJson(body)) throw badRequest('The body is neither a JSON object nor a list.');
  const id = `${webhook.name}:${verdict.deliveryId}`;
  const put = await inbox.put({ id, webhook: webhook.name, body: verdict.signed ?? body, receivedAt: now });
  switch (put) {
    case 'KEPT':
      webhook.kept();
      return 'kept';
    case 'DUPLICATE':
      return 'duplicate';
    case 'FULL': {
      const message = 'Too many deliveries wait for their work. Send it again later.';
      const refusal = new Refusal(new GatewayError('UNAVAILABLE', {}, message), 503, { 'retry-after': '60' });
      throw new Turned('full', refusal, message);
    }
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw badRequest('Send the body without Content-Encoding.', 415, { 'accept-encoding': 'identity' });
  }
  return await readBytes(request, limit);
}

function notBelieved(status: number): Refusal {
  if (status === 400) return badRequest('The delivery can not be read.');
  const code = status === 403 ? 'FORBIDDEN' : 'UNAUTHENTICATED';
  return new Refusal(new GatewayError(code, {}, 'The delivery was not accepted.'), status);
}

function isJson(body: Buffer): boolean {
  try {
    const payload: unknown = JSON.parse(body.toString('utf8'));
    return isJsonObject(payload) || Array.isArray(payload);
  } catch {
    return false;
  }
}
