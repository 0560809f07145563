import type { WebhookDeliveryResolvers } from './types.generated.ts';

export const WebhookDelivery = {
  error: ({ error }) => error ?? null,
  dueAt: ({ status, at }) => (status === 'PENDING' ? at : null),
  endedAt: ({ status, at }) => (status === 'PENDING' ? null : at),
  body: ({ body }) => Buffer.from(body).toString('utf8'),
} satisfies WebhookDeliveryResolvers;
