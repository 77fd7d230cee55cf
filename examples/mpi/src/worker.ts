import { runJob } from '@batchwright/runtime/worker';
import { receive, send } from './gather';
import { runMember, summarize } from './lorenz';
import { forecast } from './weather.contract';

/** The instances of a placement group start within minutes of each other. */
const PATIENCE = 20 * 60_000;

// Every node of the job runs this program. The job is over, with its output, when that of the main node ends.
void runJob(forecast, async ({ members, steps, forcing, seed }, { node, signal }) => {
  const { index, count, main, mainAddress } = node ?? { index: 0, count: 1, main: true };
  const own = Array.from({ length: members }, (_, member) =>
    runMember(steps, forcing, seed + index * members + member),
  );
  const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  if (!main && mainAddress !== undefined) await send(mainAddress, index, own, until);
  const others = main ? await receive<number[][]>(count - 1, until) : [];
  return summarize([...own, ...others.flat()]);
});
