export type { AssetInput } from './asset-input.ts';
export type { Clock } from './clock.ts';
export { connectAssetGateway, type AssetGateway } from './connect.ts';
export type { Connection, Transport } from './connection.ts';
export type { Credentials, CredentialsOccasion, HeaderValues } from './credentials.ts';
export type { AssetEngine } from './engine.ts';
export type { FailedOperation } from './failed-operation.ts';
export { GatewayRequestError } from './gateway-request-error.ts';
export type { ConnectOptions, Timing } from './options.ts';
export type { ConnectedSource } from './source/connected-source.ts';
export {
  addGatewayLibraryEntry,
  type Editor,
  type LibraryEntry,
  type LibraryEntryOptions,
} from './library-entry.ts';
