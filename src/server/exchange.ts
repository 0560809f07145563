import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '../model/principal.ts';
import type { OperationParams, PreparedOperation } from './graphql-pipeline.ts';
import type { MediaType } from './media-type.ts';

/** One request to /graphql whose sender is known. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly principal: Principal;
  /** What the client wants back; undefined: nothing that the short way speaks. */
  readonly mediaType: MediaType | undefined;
};

/** An operation that asks for text/event-stream: valid, and not a mutation by GET. */
export type StreamRequest = Exchange & {
  readonly params: OperationParams;
  readonly prepared: PreparedOperation;
};

/** Answers operations as server-sent events. It owns the response from here on, also when it throws. */
export type EventStream = (stream: StreamRequest) => void | Promise<void>;
