import { explain } from '@batchwright/runtime/explain';
import type { Command } from 'commander';
import { renderExplanation } from '../explaining';
import type { Io } from '../io';
import { parseWhole } from '../parse';
import { type ConnectFlags, connectTo, withConnectFlags } from '../service';
import { painter } from '../terminal';

interface ExplainFlags extends ConnectFlags {
  readonly lines?: string;
  readonly json?: true;
}

export function addExplain(program: Command, io: Io): void {
  withConnectFlags(
    program
      .command('explain')
      .description('say why a job failed: what happened, what shows it, what to do, whether a retry can help')
      .argument('<id>', "id of a job, of an array, or of an array's child: <id>:<index>")
      .option('--lines <number>', 'lines of the end of its log (default: 20)')
      .option('--json', 'print the explanation as JSON'),
  ).action(async (id: string, flags: ExplainFlags) => {
    const lines = flags.lines === undefined ? undefined : parseWhole(flags.lines, '--lines', 0, 1000);
    const { manifest } = await connectTo(io, flags, '');
    const explanation = await explain(id, { region: manifest.region || undefined, lines, signal: io.signal });
    io.out(flags.json ? `${JSON.stringify(explanation)}\n` : renderExplanation(explanation, painter(io.colour)));
  });
}
