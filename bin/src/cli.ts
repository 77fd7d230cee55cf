import { main } from './main';
import { processIo } from './process-io';

// The only place that sets the exit code: `process.exit` would cut off output that is still on its way.
void main(process.argv.slice(2), processIo()).then((code) => {
  process.exitCode = code;
});
