import { ConfigError } from '../../config.ts';

/** A secret or an address from the environment, for config files. Throws when the variable is not set or empty, naming it. */
export function env(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new ConfigError(`The environment variable ${name} is not set`);
  return value;
}
