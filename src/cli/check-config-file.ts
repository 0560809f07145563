import { checkConfig } from '../connectors/config/config-plan.ts';
import { readConfig } from '../config.ts';

/** Tells what the gateway would do with a config file. Rejects, naming file and place, when it is wrong. */
export async function checkConfigFile(file?: string): Promise<void> {
  const { lines, warnings } = await checkConfig(file ?? readConfig().configFile ?? 'gateway.config.ts');
  for (const line of lines) process.stdout.write(`${line}\n`);
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}
