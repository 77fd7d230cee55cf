#!/usr/bin/env bash
# `npx cdk synth` works offline from the root and from each example, and cfn-lint passes what they write.
set -euo pipefail
cd "$(dirname "$0")/.."
rm -rf cdk.out
node examples/photos/scripts/build-image.mjs
# No credentials, no region, no network: synth needs none.
offline() {
  env -u AWS_PROFILE -u AWS_REGION AWS_EC2_METADATA_DISABLED=true npx --no cdk synth --quiet "$@"
}
offline
# The others as their own repositories would synthesize them, with the packages from source.
source='node --conditions=@batchwright/source --import tsx'
for example in genomics risk mpi; do
  (
    cd "examples/$example"
    rm -rf cdk.out
    npm run --silent build:image -- --conditions=@batchwright/source --log-level=error
    offline --app "$source src/app.ts"
  )
done
templates=(cdk.out/*.template.json examples/*/cdk.out/*.template.json)
ls "${templates[@]}"
if command -v cfn-lint >/dev/null; then
  # W3005: the CDK writes DependsOn for the role of every function and workflow, whatever else refers to it.
  cfn-lint --ignore-checks W3005 -- "${templates[@]}"
  echo 'cfn-lint: no findings'
else
  echo 'cfn-lint is not installed (pip install cfn-lint): templates were synthesized, not linted' >&2
  exit 1
fi
