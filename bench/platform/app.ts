// One platform, synthesized in a process of its own: `app.ts l2|ours <directory>`. NAG=1 adds cdk-nag.
import { App, Validations } from 'aws-cdk-lib';
import { NetworkStack } from './network';

const [which, outdir] = process.argv.slice(2);
const app = new App({ outdir, analyticsReporting: false, context: JSON.parse(process.env.FLAGS ?? '{}') });
const env = { account: '111122223333', region: 'eu-west-1' };
const { vpc } = new NetworkStack(app, 'Network', { env });
const props = { env, vpc, email: 'oncall@example.com' };
// Only the one that is measured is loaded: what a module costs to load is part of the time.
if (which === 'l2') new (require('./l2-stack').L2Stack)(app, 'Batch', props);
else new (require('./batchwright-stack').BatchwrightStack)(app, 'Batch', props);
if (process.env.NAG !== undefined) Validations.of(app).addPlugins(new (require('cdk-nag').AwsSolutionsChecks)(app));
app.synth();
