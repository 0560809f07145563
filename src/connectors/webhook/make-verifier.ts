import type { Log } from '../../log.ts';
import type { VerifyConfig } from '../config/gateway-config.ts';
import { CloudinaryVerifier } from './cloudinary-verifier.ts';
import { SnsVerifier } from './sns-verifier.ts';
import { StandardVerifier } from './standard-verifier.ts';
import { TokenVerifier } from './token-verifier.ts';
import type { Verifier } from './verifier.ts';

/** The verifier that a config describes. `fetchFrom` is what SNS's certificates are fetched with. */
export function makeVerifier(config: VerifyConfig, log: Log, fetchFrom?: typeof fetch): Verifier {
  switch (config.by) {
    case 'cloudinary':
      return new CloudinaryVerifier(listOf(config.secret), config.maxAgeSeconds);
    case 'sns':
      return new SnsVerifier(config, log, fetchFrom);
    case 'token':
      return new TokenVerifier(listOf(config.token), config.header);
    case 'standard-webhooks':
      return new StandardVerifier(config.secrets, config.toleranceSeconds);
  }
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
