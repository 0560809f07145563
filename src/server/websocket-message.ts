import type { ExecutionResult, GraphQLError } from 'graphql';
import type { MessageType } from 'graphql-ws';

/** What is sent to clients. Errors become what GraphQL says of them when they are written as JSON. */
export type ServerMessage =
  | { readonly type: MessageType.ConnectionAck }
  | { readonly type: MessageType.Pong; readonly payload?: Record<string, unknown> }
  | { readonly type: MessageType.Next; readonly id: string; readonly payload: ExecutionResult }
  | { readonly type: MessageType.Error; readonly id: string; readonly payload: readonly GraphQLError[] }
  | { readonly type: MessageType.Complete; readonly id: string };
