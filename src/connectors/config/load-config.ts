import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { ConfigError } from '../../config.ts';
import { checkReferences } from './check-references.ts';
import { CONFIG } from './config-schema.ts';
import type { GatewayConfig } from './gateway-config.ts';

/**
 * Loads and checks a config file; runs it, as any module. Throws {@link ConfigError} that names the file, every
 * wrong place in it, and what was expected there. Values are not quoted: they may be secrets.
 */
export async function loadConfig(file: string): Promise<GatewayConfig> {
  const path = resolve(file);
  if (!existsSync(path)) throw new ConfigError(`${path}: there is no such file.`);
  const exported = await importConfig(path);
  const parsed = CONFIG.safeParse(exported);
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map((issue) => sentence(path, issue)).join('\n'));
  const problems = checkReferences(parsed.data);
  if (problems.length > 0) {
    throw new ConfigError(
      problems.map((problem) => `${path}: ${problem.at}: ${problem.message}.`).join('\n'),
    );
  }
  return parsed.data;
}

async function importConfig(path: string): Promise<unknown> {
  let module: object;
  try {
    module = (await import(pathToFileURL(path).href)) as object;
  } catch (error) {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new ConfigError(`${path}: can't be loaded. ${reason}`, { cause: error });
  }
  if ('default' in module && module.default !== undefined) return module.default;
  throw new ConfigError(`${path}: has no default export. Expected: export default defineConfig({ … })`);
}

function sentence(file: string, issue: z.core.$ZodIssue): string {
  const at = issue.path.length === 0 ? '' : `${placeOf(issue.path)}: `;
  return `${file}: ${at}${issue.message.replace(/^Invalid input: /, '').replace(/\.+$/, '')}.`;
}

/** As one would write it in code: `sources["my photos"].mirror.bucket`, `triggers[2].cron`. */
export function placeOf(path: readonly PropertyKey[]): string {
  let place = '';
  for (const step of path) {
    if (typeof step === 'number') place += `[${step}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(String(step)))
      place += place === '' ? String(step) : `.${String(step)}`;
    else place += `[${JSON.stringify(String(step))}]`;
  }
  return place;
}
