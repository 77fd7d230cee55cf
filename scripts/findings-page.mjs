// Writes docs/findings.md from the tables of ids, meanings and remedies in the code:
//   npm run build && node scripts/findings-page.mjs
// A test holds that the page and the code have the same ids.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const ROOT = new URL('..', import.meta.url);
const { HAZARDS, CHECKS } = require('../model/dist/review/index.js');
const { ADVICE } = require('../lib/dist/bundle/index.js');
const source = readFileSync(new URL('lib/src/checks/platform-error.ts', ROOT), 'utf8');
// The docstring of the codes, an entry a line.
const doc = source.slice(source.indexOf('/**'), source.indexOf('*/')).replace(/\n \* {3,}/g, ' ');
const errors = [];
for (const line of doc.split('\n')) {
  const entry = /^ \* - ((?:`[A-Z_0-9]+`(?:, )?)+): (.*)$/.exec(line);
  if (entry !== null)
    for (const id of entry[1].match(/[A-Z_0-9]+/g))
      errors.push([id, entry[2].startsWith('vCPU') ? entry[2] : entry[2][0].toUpperCase() + entry[2].slice(1)]);
}
errors.sort((a, b) => (a[0] < b[0] ? -1 : 1));
const cell = (t) => t.replace(/\|/g, '\\|');
const table = (head, rows) =>
  `| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|\n${rows.map((r) => `| ${r.map(cell).join(' | ')} |`).join('\n')}\n`;
const rows = (o) => Object.entries(o).sort(([a], [b]) => (a < b ? -1 : 1));
const page = `# Findings

Everything that Batchwright says about a platform has an id that stays. Ids are printed with \`@batchwright/cdk:\` before them;
those of hazards with the resource behind them.

## Errors at synthesis

What the service, or Batchwright, would refuse. They are thrown with the construct's path, what was given, what is expected, and
what to do; they cannot be acknowledged.

${table(
  ['Id', 'What is wrong'],
  errors.map(([id, what]) => [`\`${id}\``, what]),
)}
## Warnings and notices at synthesis

The platform is built. Acknowledge one where it is right, with the reason, which then stands in the stack's summary:

\`\`\`ts
acknowledgeFinding(job, 'PRIVILEGED', 'mounts loop devices; its compute runs nothing else');
\`\`\`

With a CDK that has them, \`Validations.of(job).acknowledge({ id: '@batchwright/cdk:PRIVILEGED', reason: '...' })\` does the same.

${table(
  ['Id', 'Severity', 'Meaning', 'Remedy'],
  rows(ADVICE).map(([id, a]) => [`\`${id}\``, a.severity, a.meaning, a.remedy]),
)}
## Checks of any template

\`BatchwrightChecks\` looks at AWS Batch in all templates of an app, whoever made it. Batchwright's own constructs give none of
these. An error ends the synthesis; acknowledge as above.

\`\`\`ts
Validations.of(app).addPlugins(new BatchwrightChecks());
\`\`\`

With a CDK that has no \`Validations\`, the app is made with it:

\`\`\`ts
const app: App = new App({ policyValidationBeta1: [new BatchwrightChecks({ app: () => app })] });
\`\`\`

${table(
  ['Id', 'Severity', 'Meaning', 'Remedy'],
  rows(CHECKS).map(([id, a]) => [`\`${id}\``, a.severity, a.meaning, a.remedy]),
)}
## Hazards of a change

\`npx batchwright review OLD NEW\` ends with 1 on these, until they are acknowledged with a reason, by
\`--acknowledge 'ID:stack/resource=reason'\` or in \`batchwright-review.json\`.

${table(
  ['Id', 'Meaning', 'Remedy'],
  rows(HAZARDS).map(([id, a]) => [`\`${id}\``, a.meaning, a.remedy]),
)}`;
writeFileSync(new URL('docs/findings.md', ROOT), page);
