#!/usr/bin/env node
import { CommanderError } from 'commander';
import { ConfigError } from '../config.ts';
import { GatewayError } from '../errors.ts';
import { makeProgram } from './program.ts';
import { UsageError } from './usage-error.ts';

/** 0: done. 1: it could not be done, or `check` found something. 2: the command or the environment is wrong. */
async function main(): Promise<void> {
  try {
    process.exitCode = await makeProgram().run(process.argv);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (error instanceof CommanderError) return;
    process.stderr.write(`${messageOf(error)}\n`);
  }
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof GatewayError
    ? `${error.code}: ${error.message}${reason}`
    : `${error.message}${reason}`;
}

await main();
