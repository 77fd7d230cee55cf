import type { Command } from 'commander';
import type { Io } from '../io';
import { addCancel } from './cancel';
import { addCost } from './cost';
import { addDemo } from './demo';
import { addDoctor } from './doctor';
import type { SetExitCode } from './exit-code';
import { addExplain } from './explain';
import { addList } from './list';
import { addLocal } from './local';
import { addLogs } from './logs';
import { addManifest } from './manifest';
import { addPreflight } from './preflight';
import { addPrices } from './prices';
import { addPrune } from './prune';
import { addReview } from './review';
import { addSubmit } from './submit';
import { addWatch } from './watch';

export function addCommands(program: Command, io: Io, setExitCode: SetExitCode): void {
  addLocal(program, io);
  addSubmit(program, io, setExitCode);
  addWatch(program, io, setExitCode);
  addLogs(program, io);
  addExplain(program, io);
  addDoctor(program, io);
  addPreflight(program, io, setExitCode);
  addList(program, io);
  addCancel(program, io);
  addManifest(program, io);
  addPrune(program, io);
  addReview(program, io, setExitCode);
  addPrices(program, io);
  addCost(program, io);
  addDemo(program, io, setExitCode);
}
