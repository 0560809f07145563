import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { EngineSupervisor } from '../../../src/engine/engine-supervisor.ts';
import { MemoryJournal } from './memory-journal.ts';

/* A process that starts an engine, has it follow one change, disposes of it and has nothing left to do. */

const journal = new MemoryJournal();
const denied: string[] = [];
const { promise: confirmed, resolve } = Promise.withResolvers<void>();

{
  await using engine = new EngineSupervisor({
    changes: journal,
    log: {
      debug: (_fields, message) => void (message.startsWith('Call denied') && denied.push(message)),
      info: () => {},
      warn: () => {},
      error: () => {},
    },
    onConfirmed: () => resolve(),
  });
  engine.start();
  journal.commit('s', { add: { id: 's' } });
  engine.wake();
  await confirmed;
}

if (process.argv.includes('--call')) {
  await once(new Worker(new URL('./call-out.ts', import.meta.url)), 'exit');
}
process.send?.({ denied });
process.disconnect?.();
