import type { Principal } from './model/principal.ts';

/** What the gateway says of itself. */
export type GatewayStatus = {
  readonly version: string;
  readonly startedAt: number;
};

/** What a resolver gets. */
export type Context = {
  readonly principal: Principal;
};
