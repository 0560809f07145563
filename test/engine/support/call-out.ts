/* A thread that makes a call. Nobody listens there; that it is tried is enough. */
await fetch('http://127.0.0.1:65000').catch(() => undefined);
