import { once } from 'node:events';
import { readConfig } from './config.ts';
import { startGateway } from './gateway.ts';
import { createLog } from './log.ts';

/** Runs the gateway until SIGTERM or SIGINT. A second signal ends it at once. */
async function main(): Promise<void> {
  const config = readConfig();
  const log = createLog(config.logLevel);
  const stop = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const gateway = await startGateway({ config, log });
  process.stdout.write(`Asset gateway listening on ${gateway.url}/graphql\n`);
  const [signal] = (await stop) as [string];
  for (const again of ['SIGTERM', 'SIGINT']) process.once(again, () => process.exit(1));
  log.info({ signal, drainMs: config.drainMs }, 'stopping');
  await gateway.drain(config.drainMs);
  await gateway[Symbol.asyncDispose]();
  log.info({}, 'stopped');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `The gateway could not start.\n${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
