const BRAND = Symbol.for('batchwright.exitGuard');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanup` when the program ends, by itself or by a signal that nobody else handles; then the signal ends the
 * program as it would have. A program that handles the signal itself decides what to do, and is left alone.
 *
 * @returns takes the guard away
 */
export function guardExit(cleanup: () => void): () => void {
  const onSignal = Object.assign(
    (signal: NodeJS.Signals): void => {
      if (process.listeners(signal).some((listener) => !(BRAND in listener))) return;
      release();
      cleanup();
      // The last of several local services passes the signal on.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    },
    { [BRAND]: true },
  );
  const release = (): void => {
    process.removeListener('exit', cleanup);
    for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  };
  process.once('exit', cleanup);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return release;
}
