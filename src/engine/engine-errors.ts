import { GatewayError } from '../errors.ts';

/** The code of an error of the engine's own, which is harmless; undefined for every other error, which is not. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error instanceof WebAssembly.RuntimeError) return undefined;
  const code = (error as { readonly code?: unknown }).code;
  return typeof code === 'string' && error.name.startsWith('EngineError') ? code : undefined;
}

/** What a refused read means to the one who asked. */
export function readError(code: string, message: string): GatewayError {
  if (code === 'BINDING.HOST_CALLBACK_THREW') {
    return new GatewayError('EXTERNAL_SOURCE_FAILED', { engineCode: code }, message);
  }
  if (code === 'ASSET.SOURCE_NOT_EXISTS') return new GatewayError('SOURCE_NOT_FOUND', { engineCode: code });
  return new GatewayError('BAD_USER_INPUT', { engineCode: code }, message);
}
