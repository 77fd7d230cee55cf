import { type QueueProgress, renderBars, renderPlain } from './progress';

/** Where a person watches: steps that are done stay, what goes on is drawn over itself or told now and then. */
export interface Screen {
  /** A line that stays. */
  say(line: string): void;
  /** How the queues are now. */
  show(queues: readonly QueueProgress[], note: string): void;
  /** Takes the moving lines off, or tells the last state. */
  settle(): void;
}

/** @param columns - the terminal's width; `undefined` gives plain lines now and then */
export function makeScreen(write: (text: string) => void, columns: number | undefined, now: () => number): Screen {
  return columns === undefined ? plainScreen(write, now) : liveScreen(write, columns);
}

/** Plain lines come this far apart, and farther the longer it takes: a log of hours is to be read, too. */
const PLAIN_EVERY_MS = 3000;
const PLAIN_SHARE = 0.1;

function plainScreen(write: (text: string) => void, now: () => number): Screen {
  let told = '';
  let toldAt = Number.NEGATIVE_INFINITY;
  let latest = '';
  const begun = now();
  const tell = (line: string): void => {
    if (line === told || line === '') return;
    told = line;
    toldAt = now();
    write(`  ${line}\n`);
  };
  return {
    say: (line) => write(`${line}\n`),
    show(queues) {
      latest = renderPlain(queues);
      const pause = Math.max(PLAIN_EVERY_MS, (now() - begun) * PLAIN_SHARE);
      if (now() - toldAt >= pause) tell(latest);
    },
    settle() {
      tell(latest);
      latest = '';
    },
  };
}

function liveScreen(write: (text: string) => void, columns: number): Screen {
  let height = 0;
  const erase = (): string => {
    const sequence = height === 0 ? '' : `\u001b[${height}A\u001b[J`;
    height = 0;
    return sequence;
  };
  return {
    say: (line) => write(`${erase()}${line}\n`),
    show(queues, note) {
      const lines = renderBars(queues, note, columns);
      write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
      height = lines.length;
    },
    settle: () => write(erase()),
  };
}
