import pino from 'pino';
import { build as pretty } from 'pino-pretty';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is worth knowing beside the message. An `Error` goes under `err`, and is written with its causes. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Where the gateway tells its operator what happens. Never throws. Fields never hold secrets or query
 * strings: a token may be in them.
 */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Logs to stderr: JSON lines, or readable ones on a terminal. Stdout belongs to the ready line. */
export function createLog(level: LogLevel, terminal: boolean = process.stderr.isTTY): Log {
  if (terminal) return pino({ level, base: null }, pretty({ destination: 2, sync: true, colorize: true }));
  return pino({ level, base: null }, pino.destination({ dest: 2, sync: false }));
}

/** Swallows everything: for programs and tests that don't want to hear it. */
export const SILENT_LOG: Log = {
  debug: ignore,
  info: ignore,
  warn: ignore,
  error: ignore,
};

function ignore(): void {}
