import type { MirrorResolvers } from './types.generated.ts';

export const Mirror = {
  phase: ({ state }) => state.phase,
  runningSince: ({ state }) => (state.phase === 'RUNNING' ? state.since : null),
  listed: ({ state }) => (state.phase === 'RUNNING' ? state.listed : null),
  error: ({ state }) =>
    state.phase === 'FAILED'
      ? { code: state.error.code, message: state.error.message, attempts: state.attempts }
      : null,
  lastSync: ({ lastSync }) => lastSync ?? null,
  nextRun: ({ nextRun }) => nextRun ?? null,
} satisfies MirrorResolvers;
